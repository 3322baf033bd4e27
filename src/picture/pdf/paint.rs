//! Paints drawings on paper.

use std::collections::HashMap;

use krilla::geom::{Path, PathBuilder, Point, Size, Transform};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, LinearGradient, Paint, RadialGradient, SpreadMethod, Stop, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use resvg::tiny_skia::PathSegment;
use resvg::usvg::{self, fontdb};

use crate::picture::materials::{Materials, is_invisible};

pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|char| !is_invisible(*char)).collect()
}

pub(super) type Fonts = HashMap<fontdb::ID, Font>;

pub(super) fn fonts(materials: &Materials) -> Result<Fonts, String> {
    let fonts = materials.faces(|bytes, index| Font::new(bytes.into(), index));
    let known = fonts.into_iter().map(|(id, font)| Some((id, font?))).collect::<Option<Fonts>>();
    known.ok_or_else(|| "a font of its theme cannot be put into a file".to_owned())
}

/// Refuses what is not painted on paper.
pub(super) fn check_printable(group: &usvg::Group) -> Result<(), String> {
    if group.mask().is_some() || !group.filters().is_empty() {
        return Err("what is printed can have no `mask` or `filter`".to_owned());
    }
    if group.clip_path().is_some_and(|clip| clip_outline(clip).is_none()) {
        return Err("the `clip-path` of what is printed can be of shapes alone".to_owned());
    }
    group.children().iter().try_for_each(|child| match child {
        usvg::Node::Group(group) => check_printable(group),
        usvg::Node::Path(path) => {
            let paints = path.fill().map(usvg::Fill::paint).into_iter().chain(path.stroke().map(usvg::Stroke::paint));
            check_paints(paints)
        }
        usvg::Node::Text(text) => {
            let spans = text.layouted().iter();
            check_paints(spans.flat_map(|span| span.fill.iter().map(usvg::Fill::paint).chain(span.stroke.iter().map(usvg::Stroke::paint))))
        }
        usvg::Node::Image(image) => match image.kind() {
            usvg::ImageKind::SVG(tree) => check_printable(tree.root()),
            _ => pixels(image).map(drop),
        },
    })
}

/// The outline that a group is cut to, if it is made of shapes.
fn clip_outline(clip: &usvg::ClipPath) -> Option<Path> {
    let mut path = PathBuilder::new();
    for node in clip.root().children() {
        let usvg::Node::Path(shape) = node else { return None };
        add_outline(&mut path, &shape.data().clone().transform(clip.transform().pre_concat(shape.abs_transform()))?);
    }
    path.finish().filter(|_| clip.clip_path().is_none())
}

fn check_paints<'p>(paints: impl IntoIterator<Item = &'p usvg::Paint>) -> Result<(), String> {
    let is_pattern = |paint: &usvg::Paint| matches!(paint, usvg::Paint::Pattern(_));
    if paints.into_iter().any(is_pattern) { Err("what is printed can have no `pattern`".to_owned()) } else { Ok(()) }
}

fn pixels(image: &usvg::Image) -> Result<Image, String> {
    match image.kind() {
        usvg::ImageKind::PNG(bytes) => Image::from_png(bytes.clone().into(), true),
        usvg::ImageKind::JPEG(bytes) => Image::from_jpeg(bytes.clone().into(), true),
        usvg::ImageKind::WEBP(bytes) => Image::from_webp(bytes.clone().into(), true),
        usvg::ImageKind::GIF(bytes) => Image::from_gif(bytes.clone().into(), true),
        usvg::ImageKind::SVG(_) => Err("it is a drawing".to_owned()),
    }
}

/// Paints what a drawing has, which `check_printable` has accepted.
pub(super) struct Painter<'p, 's> {
    pub surface: &'p mut Surface<'s>,
    pub fonts: &'p Fonts,
    /// The texts that were painted, as the structure names them.
    pub marked: Vec<Identifier>,
    /// Whether its texts are read aloud.
    pub is_read: bool,
}

impl Painter<'_, '_> {
    pub(super) fn decoration(&mut self, paint: impl FnOnce(&mut Self)) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::new(ArtifactType::Other, None)));
        paint(self);
        self.surface.end_tagged();
    }

    pub(super) fn group(&mut self, group: &usvg::Group) {
        self.surface.push_transform(&transform(group.transform()));
        let clip = group.clip_path().and_then(clip_outline);
        if let Some(clip) = &clip {
            self.surface.push_clip_path(clip, &FillRule::NonZero);
        }
        let opacity = normal(group.opacity());
        if opacity != NormalizedF32::ONE {
            self.surface.push_opacity(opacity);
            self.surface.push_isolated();
        }
        for child in group.children() {
            match child {
                usvg::Node::Group(group) => self.group(group),
                usvg::Node::Text(text) => self.text(text),
                usvg::Node::Path(path) if self.is_read => self.decoration(|painter| painter.path(path)),
                usvg::Node::Path(path) => self.path(path),
                usvg::Node::Image(image) if self.is_read => self.decoration(|painter| painter.image(image)),
                usvg::Node::Image(image) => self.image(image),
            }
        }
        for _ in 0..1 + usize::from(clip.is_some()) + if opacity == NormalizedF32::ONE { 0 } else { 2 } {
            self.surface.pop();
        }
    }

    fn path(&mut self, path: &usvg::Path) {
        let (fill, stroke) = (path.fill().and_then(fill), path.stroke().and_then(stroke));
        let outline = outline(path.data()).filter(|_| path.is_visible() && (fill.is_some() || stroke.is_some()));
        if let Some(outline) = outline {
            self.surface.set_fill(fill);
            self.surface.set_stroke(stroke);
            self.surface.draw_path(&outline);
        }
    }

    fn image(&mut self, image: &usvg::Image) {
        if let usvg::ImageKind::SVG(tree) = image.kind() {
            self.group(tree.root());
        } else if let (Ok(pixels), Some(size)) = (pixels(image), Size::from_wh(image.size().width(), image.size().height())) {
            self.surface.draw_image(pixels, size);
        }
    }

    /// A line of text.
    fn text(&mut self, text: &usvg::Text) {
        if self.is_read {
            self.marked.push(self.surface.start_tagged(ContentTag::Span(SpanTag::empty())));
        }
        for span in text.layouted().iter().filter(|span| span.visible) {
            self.span(span);
        }
        if self.is_read {
            self.surface.end_tagged();
        }
    }

    fn span(&mut self, span: &usvg::layout::Span) {
        let (fill, stroke) = (span.fill.as_ref().and_then(fill), span.stroke.as_ref().and_then(stroke));
        // Marks of direction have done their work; fonts show them as spaces, which a search would find in the place of real ones.
        let is_mark = |text: &str| !text.is_empty() && text.chars().all(is_invisible);
        for glyph in span.positioned_glyphs.iter().filter(|glyph| !is_mark(&glyph.text)) {
            let Some(font) = self.fonts.get(&glyph.font).cloned() else { continue };
            // The place holds the size of the letters, which the library applies by itself.
            let unscaled = font.units_per_em() / span.font_size.get();
            let place = glyph.transform().pre_scale(unscaled, unscaled);
            self.surface.push_transform(&transform(place));
            self.surface.set_fill(fill.clone());
            self.surface.set_stroke(stroke.clone());
            let id = GlyphId::new(glyph.id.0);
            // A mark above or below a letter has the letter's text; the file wants one for each.
            let text = if glyph.text.is_empty() { "\u{200b}" } else { &glyph.text };
            let shown = [KrillaGlyph::new(id, 0.0, 0.0, 0.0, 0.0, 0..text.len(), None)];
            self.surface.draw_glyphs(Point::from_xy(0.0, 0.0), &shown, font, text, span.font_size.get(), false);
            self.surface.pop();
        }
    }
}

fn transform(transform: usvg::Transform) -> Transform {
    Transform::from_row(transform.sx, transform.ky, transform.kx, transform.sy, transform.tx, transform.ty)
}

fn normal(opacity: usvg::Opacity) -> NormalizedF32 {
    NormalizedF32::new(opacity.get()).unwrap_or(NormalizedF32::ONE)
}

fn outline(data: &resvg::tiny_skia::Path) -> Option<Path> {
    let mut path = PathBuilder::new();
    add_outline(&mut path, data);
    path.finish()
}

fn add_outline(path: &mut PathBuilder, data: &resvg::tiny_skia::Path) {
    for segment in data.segments() {
        match segment {
            PathSegment::MoveTo(to) => path.move_to(to.x, to.y),
            PathSegment::LineTo(to) => path.line_to(to.x, to.y),
            PathSegment::QuadTo(by, to) => path.quad_to(by.x, by.y, to.x, to.y),
            PathSegment::CubicTo(by, and, to) => path.cubic_to(by.x, by.y, and.x, and.y, to.x, to.y),
            PathSegment::Close => path.close(),
        }
    }
}

fn fill(fill: &usvg::Fill) -> Option<Fill> {
    let rule = match fill.rule() {
        usvg::FillRule::NonZero => FillRule::NonZero,
        usvg::FillRule::EvenOdd => FillRule::EvenOdd,
    };
    Some(Fill { paint: paint(fill.paint())?, opacity: normal(fill.opacity()), rule })
}

fn stroke(stroke: &usvg::Stroke) -> Option<Stroke> {
    Some(Stroke {
        paint: paint(stroke.paint())?,
        width: stroke.width().get(),
        miter_limit: stroke.miterlimit().get(),
        line_cap: match stroke.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        line_join: match stroke.linejoin() {
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
        },
        opacity: normal(stroke.opacity()),
        dash: stroke.dasharray().map(|array| StrokeDash { offset: stroke.dashoffset(), array: array.to_vec() }),
    })
}

/// None for a pattern.
fn paint(paint: &usvg::Paint) -> Option<Paint> {
    let stops = |stops: &[usvg::Stop]| -> Vec<Stop> {
        let stop = |stop: &usvg::Stop| Stop {
            offset: NormalizedF32::new(stop.offset().get()).unwrap_or(NormalizedF32::ONE),
            color: rgb(stop.color()).into(),
            opacity: normal(stop.opacity()),
        };
        stops.iter().map(stop).collect()
    };
    let spread_method = |method: usvg::SpreadMethod| match method {
        usvg::SpreadMethod::Pad => SpreadMethod::Pad,
        usvg::SpreadMethod::Reflect => SpreadMethod::Reflect,
        usvg::SpreadMethod::Repeat => SpreadMethod::Repeat,
    };
    Some(match paint {
        usvg::Paint::Color(color) => rgb(*color).into(),
        usvg::Paint::LinearGradient(gradient) => LinearGradient {
            x1: gradient.x1(),
            y1: gradient.y1(),
            x2: gradient.x2(),
            y2: gradient.y2(),
            transform: transform(gradient.transform()),
            spread_method: spread_method(gradient.spread_method()),
            stops: stops(gradient.stops()),
            anti_alias: false,
        }
        .into(),
        usvg::Paint::RadialGradient(gradient) => RadialGradient {
            cx: gradient.cx(),
            cy: gradient.cy(),
            cr: gradient.r().get(),
            fx: gradient.fx(),
            fy: gradient.fy(),
            fr: 0.0,
            transform: transform(gradient.transform()),
            spread_method: spread_method(gradient.spread_method()),
            stops: stops(gradient.stops()),
            anti_alias: false,
        }
        .into(),
        usvg::Paint::Pattern(_) => return None,
    })
}

fn rgb(color: usvg::Color) -> krilla::color::rgb::Color {
    krilla::color::rgb::Color::new(color.red, color.green, color.blue)
}
