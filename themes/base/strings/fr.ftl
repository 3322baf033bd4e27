### Les mots des gabarits en français. Les clés sont expliquées dans en.ftl.

skip-to-content = Aller au texte principal
menu = Menu
menu-close = Fermer le menu
main-menu = Menu principal
footer-menu = À propos de ce site
languages = Langues
not-translated = { $language ->
    [en] not translated
    [ar] غير مترجمة
   *[fr] non traduite
}
breadcrumbs = Vous êtes ici
pagination = Autres pages
neighbours = Avant et après
home = Accueil
on-this-page = Sur cette page

previous = Précédent
next = Suivant
page-of = Page { $current } sur { $total }
earlier = Avant
later = Après
topics = Thèmes
all-topics = Tous les thèmes
pages-count = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
nothing-here = Il n’y a encore rien ici.
in-this-section = Dans cette partie
latest-news = Dernières nouvelles
all-news = Toutes les nouvelles

published = Publié le
updated = Mis à jour le
by-authors = Par { $names }
reading-time = { $count ->
    [one] { $count } minute de lecture
   *[other] { $count } minutes de lecture
}
credit = Crédit : { $name }
social-image = De larges bandes aux couleurs calmes mènent à une forme ronde.

not-reviewed-title = Sans relecture médicale.
not-reviewed-text = Ce texte n’a pas été vérifié par des spécialistes de la santé. Il ne remplace pas l’avis de votre équipe soignante.
feed = Flux des nouvelles

not-found-title = Cette page est introuvable
not-found-text = L’adresse est peut-être ancienne ou mal saisie.
not-found-home = Aller à la page d’accueil
not-found-links = Ou commencez ici

callout-info = Bon à savoir
callout-note = Remarque
callout-warning = Attention
callout-tip = Conseil
callout-evidence = Ce que disent les études
care-card-non-urgent = Conseil non urgent
care-card-urgent = Conseil urgent
care-card-emergency = Urgence : agissez maintenant
notice-review-title = En attente de relecture médicale.
notice-review = Cette page n’a pas encore été vérifiée par des spécialistes de la santé.
notice-machine-translation-title = Traduction automatique.
notice-machine-translation = Un ordinateur a traduit cette page. Personne ne l’a encore relue.
notice-untranslated-title = Pas encore traduit.
notice-untranslated = Cette page est affichée dans sa langue d’origine.
notice-archive-title = D’une année passée.
notice-archive = Cette page est conservée telle quelle. Des faits et des liens peuvent ne plus être à jour.
countdown-days = { $count ->
    [one] Plus que { $count } jour
   *[other] Plus que { $count } jours
}
countdown-today = C’est aujourd’hui
countdown-after = Merci d’avoir participé
event-calendar = Ajouter à votre agenda
event-more = En savoir plus
event-online = Participer en ligne
event-cancelled = Annulé
event-moved = Reporté
event-was = La date prévue était le { $date }.
events-none = Aucun événement n’est prévu pour le moment.
phase-teaser = Bientôt
phase-countdown = Préparatifs
phase-day = La journée
phase-thank-you = Merci
phase-archive = Retour sur la journée
archive-next = La prochaine édition se prépare.
archive-edition = L’édition { NUMBER($year, useGrouping: "false") }
archive-label = Une édition passée
archive-title = Ceci est l’édition { NUMBER($year, useGrouping: "false") }.
archive-current = Aller à l’édition actuelle
archive-same-page = Voir cette page dans l’édition actuelle
share = Partager cette page
share-email = Courriel
message = Message

## Sources
# Above the list of what a page cites.
references-title = Sources
# The name of the list of all that the site cites, for screen readers.
bibliography-title = Toutes les sources
# Links from the list back to the text; $number counts the places that cite one source.
reference-back = Retour au texte
reference-back-many = Retour au texte, endroit { $number }

## La relecture d’une page de santé
review-label = Relecture médicale
review-not-reviewed-title = Page non relue par des spécialistes de la santé.
review-not-reviewed = Cette page n’a pas encore été vérifiée par des spécialistes de la santé.
review-reviewed-title = Relecture médicale faite.
review-reviewed = { $name } a relu cette page le { $date }. La prochaine relecture est prévue pour le { $until }.
review-overdue-title = Cette relecture n’est plus à jour.
review-overdue = { $name } a relu cette page le { $date }. Une nouvelle relecture était prévue pour le { $until }.
review-changed-title = Page modifiée depuis sa relecture médicale.
review-changed = { $name } a relu une version antérieure le { $date }. Les changements faits depuis ne sont pas encore vérifiés.
review-author = Texte :
review-conflicts = Liens d’intérêts :
review-funding = Financement :
disclaimer = Cette page donne des informations générales. Elle ne remplace pas l’avis de votre équipe soignante.
disclaimer-more = En savoir plus sur ses limites.
publisher = Publié par
contact = Contact
feedback = Signaler une erreur
helpline-checked = Numéro essayé le
quality-mark-id = certificat
quality-mark-until = valable jusqu’au

## Graphiques
# Les sortes de graphiques, pour qui entend la page.
chart-kind-bar = Diagramme en barres
chart-kind-grouped-bar = Diagramme en barres groupées
chart-kind-stacked-bar = Diagramme en barres empilées
chart-kind-line = Courbe
chart-kind-dot = Diagramme à points
chart-kind-proportion = Proportions en image
chart-kind-forest = Graphique en forêt
chart-kind-pictogram = Pictogramme de personnes
chart-kind-survival = Courbe de survie
chart-kind-slope = Diagramme de pentes
chart-kind-pyramid = Pyramide des âges
chart-kind-multiples = Petites courbes
chart-summary = { $kind } : { $title }. { $numbers }
chart-all = { $items }.
chart-count = { $count } valeurs.
chart-extremes = La plus haute, { $highest } : { $high }. La plus basse, { $lowest } : { $low }.
chart-highest-lowest = La plus haute : { $highest }. La plus basse : { $lowest }.
chart-peak = Point de retournement, { $item } : { $value } ; en hausse avant, en baisse après.
chart-trough = Point de retournement, { $item } : { $value } ; en baisse avant, en hausse après.
chart-from-to = Au début, { $first } : { $from }. À la fin, { $last } : { $to }.
chart-of-series = { $series }. { $numbers }
chart-item = { $item } : { $value }
chart-list = { $list } ; { $item }
chart-pair = { $item }, { $series }
chart-gaps = Pas de valeur pour { $names }.
chart-gap = pas de valeur
chart-half = { $half } ou moins à partir de { $item }.
chart-rise = Plus forte hausse : { $name }.
chart-fall = Plus forte baisse : { $name }.
chart-at-risk = Nombre de personnes à risque
chart-at-risk-of = { $name }, nombre de personnes à risque
chart-reference = { $value } : { $label }
chart-no-effect = aucune différence
chart-line-at = Une ligne marque { $name }.
chart-across = Intervalles qui la contiennent : { $part } sur { $whole }.
chart-interval = { $number } (de { $lower } à { $upper })
chart-share = { $part } sur { $whole }
chart-share-as = { $share } ({ $written })
chart-per = sur { $whole } à chaque fois
chart-per-rounded = sur { $whole } à chaque fois, arrondi
chart-rounded = Nombres arrondis.
chart-percent = { $number } %
chart-percent-unit = % { $unit }
chart-millions = { $form ->
    [one] { $number } million
   *[other] { $number } millions
}
chart-billions = { $form ->
    [one] { $number } milliard
   *[other] { $number } milliards
}
chart-with-unit = { $after ->
    [large] { $number } de { $unit }
    [large-vowel] { $number } d’{ $unit }
   *[number] { $number } { $unit }
}
chart-column = { $name } ({ $unit })
chart-lower = { $name }, borne inférieure
chart-upper = { $name }, borne supérieure
chart-source = Source :
chart-source-others = { $name } et al.
chart-source-year = { $name }, { $year }
chart-data = Les chiffres dans un tableau
chart-download = Télécharger les chiffres ({ $format })

## Numbers from data/stats.toml
# $text is the number as it is written; $number chooses the form of the word.
stat-thousand = { $text } mille
stat-million = { $number ->
    [one] { $text } million
   *[other] { $text } millions
}
stat-billion = { $number ->
    [one] { $text } milliard
   *[other] { $text } milliards
}
stat-percent = { $text } %
# A chance: one of so many.
stat-odds = 1 sur { $text }
stat-days = { $number ->
    [one] { $text } jour
   *[other] { $text } jours
}
stat-months = { $text } mois
stat-years = { $number ->
    [one] { $text } an
   *[other] { $text } ans
}
stat-per-100000 = { $text } pour 100 000
stat-range = { $lower } à { $upper }
# How sure a number is: $level is in percent, $range two numbers.
stat-interval = intervalle de confiance à { $level } % : { $range }
# Titres des alertes dans les textes : `> [!WARNING]`.
alert-note = Remarque
alert-tip = Conseil
alert-important = Important
alert-warning = Attention
alert-caution = Prudence

## Le kit de la campagne : ce qui s’imprime et se distribue
kit-more = Pour en savoir plus, avec toutes les sources :
kit-code = Un code pour téléphone qui mène à { $address }
kit-partner = Le logo du partenaire
kit-free = Libre de copie et de modification. Laissez chaque source avec son fait.
kit-sources = Les sources de tout ce que contient ce kit
kit-all = Tout dans un fichier
kit-text = texte simple

## Le rapport sur le site terminé, tel que le composant `proof` le montre
proof-pending = Les résultats s’affichent ici une fois le site produit.
proof-counted = Compté par le programme dans le site terminé
proof-accessibility = Accessibilité
proof-privacy = Vie privée
proof-evidence = Preuves
proof-weight = Poids
proof-links = Liens
proof-pages = Pages
proof-method = Méthode
proof-method-text = Par un programme qui connaît { $rules } sortes de défauts, d’après les règles de test du W3C (ACT) et les WCAG 2.2
proof-result = Résultat
proof-nothing-found = Aucun défaut trouvé
proof-something = Des défauts ont été trouvés, voir ci-dessous
proof-unread = Pages qui n’ont pas pu être lues jusqu’au bout
proof-found = Trouvé :
proof-suppressed = Laissé de côté :
proof-known = Connu et pas encore corrigé :
proof-times = { $times ->
    [one] { $times } fois
   *[other] { $times } fois
}
proof-feedback = Si quelque chose ne fonctionne pas pour vous
proof-feedback-link = Écrivez-nous
proof-accessibility-undecided = Aucun programme ne peut dire si une description correspond à son image, si l’ordre de lecture a un sens, ce que font les scripts, ni à quoi une page ressemble sur un écran. Des personnes doivent le vérifier.
proof-none = Aucun
proof-origins = Autres sites dont les pages chargent quelque chose
proof-storage = Cookies et stockage utilisés par les scripts
proof-forms = Formulaires
proof-scripts = Fichiers de scripts
proof-scripts-inside = Scripts dans les pages
proof-privacy-undecided = Aucun programme ne peut dire ce que l’hébergeur note d’une visite, ni si l’hébergeur dépose des cookies.
proof-statistics = Chiffres accompagnés d’une source
proof-references = Sources
proof-reviewed = Pages de santé relues par une personne nommée
proof-not-reviewed = Pages de santé que personne n’a relues
proof-overdue = Pages de santé dont la relecture est trop ancienne
proof-changed = Pages de santé modifiées après leur relecture
proof-evidence-undecided = Aucun programme ne peut dire si une source affirme bien ce pour quoi elle est citée. Seules les personnes qui relisent le peuvent.
proof-kind = Sorte
proof-files = Fichiers
proof-size = Taille en ko
proof-largest = Le plus grand, en ko
proof-kind-pages = Pages
proof-kind-styles = Styles
proof-kind-scripts = Scripts
proof-kind-pictures = Images
proof-kind-fonts = Polices
proof-weight-undecided = Ce sont les tailles des fichiers avant que l’hébergeur ne les compresse.
proof-links-all = Liens sur toutes les pages
proof-links-broken = Liens internes qui ne mènent nulle part
proof-links-others = Adresses d’autres sites
proof-links-asked = Adresses d’autres sites qui ont été interrogées, sources comprises
proof-links-undecided = La production du site ne demande pas si les pages d’autres sites répondent encore.
proof-asked-undecided = Certains sites ne répondent pas aux programmes, et une page qui répond peut avoir changé de contenu.
