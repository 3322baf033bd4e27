//! Ribbon as people run it: the real binary on real folders.

mod fixtures;
mod site;
