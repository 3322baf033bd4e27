help-link = What to do about a sunburn
walkers = { $count ->
    [one] one walker
   *[other] { $count } walkers
}
