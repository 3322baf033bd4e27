//! `ribbon serve`: saves of every kind, seen on the real binary.

#![cfg(unix)]

mod faults;
mod listing;
mod manners;
mod matrix;
mod server;
mod ways;
