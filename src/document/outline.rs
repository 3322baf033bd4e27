//! Headings and their ids.
