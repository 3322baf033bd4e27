//! `kit()`, the pieces that a campaign hands out, and `qr()`, the code that leads from paper to a page.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::render::failure::failure;
use crate::render::{kit, tracked};

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("kit", |_: Kwargs, _: &State<'_>| {
        tracked::with(|door| door.kit()).flatten().map_or_else(Value::none, |found| found.value)
    });
    tera.register_function("qr", |kwargs: Kwargs, _: &State<'_>| qr(&kwargs));
}

fn qr(kwargs: &Kwargs) -> TeraResult<Value> {
    let text: &str = kwargs.must_get("text")?;
    kit::qr(text).ok_or_else(|| failure("the text is too long for a QR code".to_owned(), Some("give it the address of a page".to_owned())))
}
