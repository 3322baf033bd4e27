help-link = Que faire après un coup de soleil
walkers = { $count ->
    [one] une personne
   *[other] { $count } personnes
}
