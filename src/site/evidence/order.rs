//! The order of a list, for all references that were cited so far: a page's list is a part of it.

use std::collections::BTreeMap;

/// References in their order. Those that a style does not tell apart have one rank, and stand on a page as they are cited.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// For each rank the key of one reference.
    leaders: Vec<String>,
    ranks: BTreeMap<String, usize>,
}

impl Order {
    pub(super) fn rank(&self, key: &str) -> Option<usize> {
        self.ranks.get(key).copied()
    }

    /// Finds the rank of a reference by halving. `turned` says whether of two references that are cited in
    /// an order the list has the second first.
    pub(super) fn place(&mut self, key: &str, turned: impl Fn(&str, &str) -> bool) {
        if self.ranks.contains_key(key) {
            return;
        }
        let at = self.leaders.partition_point(|leader| !turned(leader, key));
        if let Some(before) = at.checked_sub(1)
            && !turned(key, &self.leaders[before])
        {
            self.ranks.insert(key.to_owned(), before);
            return;
        }
        self.ranks.values_mut().filter(|rank| **rank >= at).for_each(|rank| *rank += 1);
        self.leaders.insert(at, key.to_owned());
        self.ranks.insert(key.to_owned(), at);
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn what_is_not_told_apart_has_one_rank() {
        let mut order = Order::default();
        let turned = |first: &str, second: &str| second[..1] < first[..1];
        ["d1", "b1", "c1", "b2", "a1", "d2", "b1"].iter().for_each(|key| order.place(key, turned));
        let ranks: Vec<Option<usize>> = ["a1", "b1", "b2", "c1", "d1", "d2", "e"].iter().map(|key| order.rank(key)).collect();
        assert_eq!(ranks, [Some(0), Some(1), Some(1), Some(2), Some(3), Some(3), None]);
    }
}
