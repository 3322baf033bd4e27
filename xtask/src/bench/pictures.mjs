// Reads a picture, and writes it as `sharp` does with its own settings.
//   node pictures.mjs png IN WIDTH OUT.png      IN in a width, without a loss
//   node pictures.mjs FORMAT IN QUALITY OUT     IN as `avif` or `webp`; OUT.png is what it looks like
import { createRequire } from 'node:module'

const sharp = createRequire(process.env.SHARP_FOLDER + '/')('sharp')
const [task, from, number, to] = process.argv.slice(2)
if (task === 'png') {
  const picture = sharp(from).rotate().flatten({ background: '#fff' })
  await (Number(number) > 0 ? picture.resize({ width: Number(number), withoutEnlargement: true }) : picture).png().toFile(to)
} else {
  await sharp(from).toFormat(task, { quality: Number(number) }).toFile(to)
  await sharp(to).png().toFile(to + '.png')
}
