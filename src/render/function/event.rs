//! `events()` and `event()`: what takes place.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::missing;
use crate::render::question::Names;
use crate::render::tracked;

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("events", |_: Kwargs, _: &State<'_>| events());
    tera.register_function("event", |kwargs: Kwargs, _: &State<'_>| event(&kwargs));
}

fn events() -> Value {
    tracked::with(|door| door.events()).flatten().map_or_else(|| Value::from(Vec::<Value>::new()), |found| found.value)
}

fn event(kwargs: &Kwargs) -> TeraResult<Value> {
    let id: &str = kwargs.must_get("id")?;
    let found = tracked::with(|door| door.event(id)).flatten();
    found.map(|found| found.value).ok_or_else(|| missing("event", id, Names::Events))
}
