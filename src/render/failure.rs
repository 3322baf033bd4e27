//! How a function of a template fails: with a message, and with the help that goes with it.
//!
//! An error of Tera carries one text. The help is kept in a thread-local until Tera returns the error and it is reported, so
//! that it does not have to be parsed out of the text.

use std::cell::RefCell;

use tera::Error;

thread_local! {
    static HELP: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// An error with help, if there is any.
pub(super) fn failure(message: String, help: Option<String>) -> Error {
    HELP.with_borrow_mut(|waiting| *waiting = help.map(|help| (message.clone(), help)));
    Error::message(message)
}

/// The help that belongs to the message of an error.
pub(super) fn help_for(message: &str) -> Option<String> {
    HELP.with_borrow_mut(|waiting| waiting.take_if(|(known, _)| known == message)).map(|(_, help)| help)
}
