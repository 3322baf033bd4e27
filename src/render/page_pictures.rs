//! The pictures of a finished page, wherever they came from: text, component or template.

use std::borrow::Cow;

use url::Url;

use super::question::{Question, ShownPicture};
use super::renderer::Renderer;
use crate::base::fingerprint::Fingerprint;
use crate::base::url::UrlPath;
use crate::picture::{Place, Shown, crop, may_ask_for_parts, tag, without_crop};
use crate::syntax::html::{Document, Element};

/// Stands for the site's own host, which no address that leads elsewhere has.
const HOST: &str = "site.invalid";

/// A page with what its pictures lack, and what was asked on the way.
pub(super) fn complete<'t>(renderer: &Renderer, page: &UrlPath, html: &'t str) -> (Cow<'t, str>, Vec<(Question, Option<Fingerprint>)>) {
    let mut asked = Vec::new();
    if memchr::memmem::find(html.as_bytes(), b"<img").is_none() {
        return (Cow::Borrowed(html), asked);
    }
    let has_crops = may_ask_for_parts(html);
    // Drawings alone need no reading of the page.
    if renderer.pictures.is_empty() && !has_crops {
        let question = Question::HasPictures;
        let answer = renderer.fingerprint(&question);
        return (Cow::Borrowed(html), vec![(question, answer)]);
    }
    let document = Document::parse(html);
    let base = Url::parse(&format!("http://{HOST}{}", renderer.config.base_url.href(page))).ok();
    // A page without a main part is one as a whole.
    let main = document.first("main").map_or(0..html.len(), Element::at);
    let mut is_first = true;
    let mut made = String::with_capacity(html.len() + html.len() / 16);
    let mut done = 0;
    for element in document.elements().filter(|element| element.name() == "img") {
        let at = element.at();
        let (crop, wrong) = match crop(element) {
            Ok(crop) => (crop, None),
            Err(wrong) => (None, Some(wrong)),
        };
        let address = element.value("src").unwrap_or_default();
        let file = base.as_ref().and_then(|base| file(renderer, base, address));
        let known = file.as_ref().and_then(|file| renderer.pictures.get(file));
        // Of a picture that is not the site's only a wish that cannot be met is of interest.
        if let Some(file) = file.or_else(|| (crop.is_some() || wrong.is_some()).then(|| address.to_owned())) {
            asked.push((Question::Picture(ShownPicture { file, crop, wrong }), known.map(|known| known.fingerprint)));
        }
        let Some(known) = known else {
            if has_crops {
                made.push_str(&html[done..at.start]);
                made.push_str(&without_crop(element));
                done = at.end;
            }
            continue;
        };
        let place = match at.start {
            start if start < main.start => Place::Above,
            start if start < main.end && std::mem::take(&mut is_first) => Place::First,
            _ => Place::Below,
        };
        let crop = crop.filter(|_| known.can_be_cut());
        let variants = renderer.pictures.variants(known, crop);
        let shown = Shown { picture: &known.picture, variants: &variants, crop, base: &renderer.config.base_url };
        made.push_str(&html[done..at.start]);
        made.push_str(&tag(element, place, shown));
        done = at.end;
    }
    made.push_str(&html[done..]);
    (Cow::Owned(made), asked)
}

/// The file that an address of a page leads to, if it is one of this site.
fn file(renderer: &Renderer, base: &Url, address: &str) -> Option<String> {
    let url = base.join(address).ok().filter(|url| url.host_str() == Some(HOST))?;
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8().ok()?;
    let own = path.strip_prefix(renderer.config.base_url.path()).filter(|own| own.starts_with('/'))?;
    Some(UrlPath::written(own)?.file())
}
