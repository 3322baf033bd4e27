### Every word that the templates print. A theme or a site adds or replaces keys in its own strings/en.ftl.

## Finding one's way
# The first link of every page; it jumps over the header.
skip-to-content = Skip to the main text
# The button that opens the main menu on a phone, and the one that closes it.
menu = Menu
menu-close = Close the menu
# Names of the navigation regions, read out by screen readers.
main-menu = Main menu
footer-menu = About this site
languages = Languages
# Behind the name of a language that the page is not translated into, in that language; its link leads to the page as it is.
not-translated = { $language ->
    [fr] non traduite
    [ar] غير مترجمة
   *[en] not translated
}
breadcrumbs = You are here
pagination = More pages
neighbours = Earlier and later
home = Home
# Above the list of a page's headings.
on-this-page = On this page

## Lists
previous = Previous
next = Next
# $current and $total are page numbers of a list.
page-of = Page { $current } of { $total }
earlier = Earlier
later = Later
# Above the tags of a page.
topics = Topics
all-topics = All topics
# Behind the name of a topic.
pages-count = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
nothing-here = There is nothing here yet.
# Above the pages of a section.
in-this-section = In this section
latest-news = Latest news
all-news = All news

## About a page
# Before a date.
published = Published
updated = Updated
# $names are the authors, separated by commas.
by-authors = By { $names }
reading-time = { $count ->
    [one] { $count } minute to read
   *[other] { $count } minutes to read
}
# Below a picture.
credit = Credit: { $name }
# The picture that a shared link shows, in words.
social-image = Broad bands in quiet colours lead to one round shape.

## The foot of every page
not-reviewed-title = Not medically reviewed.
not-reviewed-text = No health professional has checked this text. It does not replace advice from your own care team.
feed = News feed

## A page that does not exist
not-found-title = We cannot find that page
not-found-text = The address may be old or mistyped.
not-found-home = Go to the home page
not-found-links = Or start from here

## Components
# The kinds of callouts.
callout-info = Good to know
callout-note = Note
callout-warning = Be careful
callout-tip = Tip
callout-evidence = What the evidence says
# The levels of care cards, read out before the heading.
care-card-non-urgent = Non-urgent advice
care-card-urgent = Urgent advice
care-card-emergency = Emergency: act now
# The states of a page.
notice-review-title = Awaiting medical review.
notice-review = A health professional has not yet checked this page.
notice-machine-translation-title = Machine translation.
notice-machine-translation = A computer translated this page. A person has not yet checked it.
notice-untranslated-title = Not yet translated.
notice-untranslated = This page is shown in its original language.
notice-archive-title = From an earlier year.
notice-archive = This page is kept as it was. Facts and links may be out of date.
# The days until the day of the campaign; the day itself; and after it. No sign | in them, please.
countdown-days = { $count ->
    [one] { $count } day to go
   *[other] { $count } days to go
}
countdown-today = Today is the day
countdown-after = Thank you for taking part
# Events: the link to a file for calendars, more about an event, what became of it, and a list without any. $date is a day.
event-calendar = Add to your calendar
event-more = More about it
event-online = Take part online
event-cancelled = Cancelled
event-moved = Moved
event-was = It was to be on { $date }.
events-none = No events are planned at the moment.
# The names of the usual phases.
phase-teaser = Coming soon
phase-countdown = Getting ready
phase-day = The day
phase-thank-you = Thank you
phase-archive = Looking back
# Above every page of an earlier year's edition. $year is the edition's year.
# What the archive command writes: the new home page, and the name of an edition.
archive-next = The next edition is being prepared.
archive-edition = The { NUMBER($year, useGrouping: "false") } edition
archive-label = An earlier edition
archive-title = This is the { NUMBER($year, useGrouping: "false") } edition.
# The way out: to the start of the current edition, or to the same page in it.
archive-current = Go to the current edition
archive-same-page = See this page in the current edition
share = Share this page
share-email = Email
# Above a ready-made message that has no title.
message = Message

## Sources
# Above the list of what a page cites.
references-title = Sources
# The name of the list of all that the site cites, for screen readers.
bibliography-title = All sources
# Links from the list back to the text; $number counts the places that cite one source.
reference-back = Back to the text
reference-back-many = Back to the text, place { $number }

## The review of a page about health
# Read out as the name of the region.
review-label = Medical review
review-not-reviewed-title = Not medically reviewed.
review-not-reviewed = No health professional has checked this page yet.
review-reviewed-title = Medically reviewed.
# $name reviewed on $date; the review holds until $until.
review-reviewed = { $name } reviewed this page on { $date }. The next review is due on { $until }.
review-overdue-title = This review is out of date.
review-overdue = { $name } reviewed this page on { $date }. Another review was due on { $until }.
review-changed-title = Changed since its medical review.
review-changed = { $name } reviewed an earlier version on { $date }. What has changed since then is not checked yet.
# Before an author's name, what they declare, and who paid.
review-author = Written by
review-conflicts = Interests:
review-funding = Paid for by:
disclaimer = This page gives general information. It does not replace advice from your own care team.
disclaimer-more = Read more about its limits.
# Before the publisher's name.
publisher = Published by
contact = Contact
feedback = Report a mistake
# Before the day on which somebody last called the number.
helpline-checked = Number tried on
quality-mark-id = certificate
quality-mark-until = valid until

## Charts
# The kinds of charts, for those who hear the page.
chart-kind-bar = Bar chart
chart-kind-grouped-bar = Grouped bar chart
chart-kind-stacked-bar = Stacked bar chart
chart-kind-line = Line chart
chart-kind-dot = Dot chart
chart-kind-proportion = Picture of proportions
chart-kind-forest = Forest plot
chart-kind-pictogram = Picture of people
chart-kind-survival = Survival curve
chart-kind-slope = Slope chart
chart-kind-pyramid = Population pyramid
chart-kind-multiples = Small line charts
# What a chart shows in one breath. $numbers is made of the sentences below.
chart-summary = { $kind }: { $title }. { $numbers }
chart-all = { $items }.
chart-count = { $count } values.
# $highest and $lowest may be lists.
chart-extremes = Highest, { $highest }: { $high }. Lowest, { $lowest }: { $low }.
chart-highest-lowest = Highest: { $highest }. Lowest: { $lowest }.
# Where a line turns from rising to falling, or from falling to rising.
chart-peak = Turning point, { $item }: { $value }; rising before, falling after.
chart-trough = Turning point, { $item }: { $value }; falling before, rising after.
chart-from-to = First, { $first }: { $from }. Last, { $last }: { $to }.
# Before the numbers of one series of several.
chart-of-series = { $series }. { $numbers }
# A name and its number; a list of them is put together two by two.
chart-item = { $item }: { $value }
chart-list = { $list }; { $item }
# An item and a series that have no value together.
chart-pair = { $item }, { $series }
chart-gaps = No value for { $names }.
chart-gap = no value
# When a survival curve has fallen to half: $half is 50%.
chart-half = At or below { $half } from { $item }.
chart-rise = Largest rise: { $name }.
chart-fall = Largest fall: { $name }.
# How many people a survival curve still follows at a time.
chart-at-risk = Number at risk
chart-at-risk-of = { $name }, number at risk
# The line that values are compared with; $label says what the value stands for.
chart-reference = { $value }: { $label }
chart-no-effect = no difference
chart-line-at = A line marks { $name }.
chart-across = The intervals of { $part } of { $whole } include it.
# Numbers with their units.
chart-interval = { $number } ({ $lower } to { $upper })
chart-share = { $part } in { $whole }
chart-share-as = { $share } ({ $written })
# Proportions of several wholes, all counted in one: $whole is 100 or 1,000.
chart-per = out of every { $whole }
chart-per-rounded = out of every { $whole }, rounded
chart-rounded = Rounded.
chart-percent = { $number }%
chart-percent-unit = % { $unit }
# $form is the plural form of the number.
chart-millions = { $number } million
chart-billions = { $number } billion
# $after says what the unit stands behind: a number, or millions and billions, which some languages join by a word: `number`, `large`,
# `large-vowel` if the unit begins with one.
chart-with-unit = { $number } { $unit }
# The head of a table's column: $unit is what its numbers count.
chart-column = { $name } ({ $unit })
# The ends of an interval, as heads of columns.
chart-lower = { $name }, lower end
chart-upper = { $name }, upper end
# Around the picture. $format is CSV or TOML.
chart-source = Source:
# A source by its first author: `Bray et al., 2024`.
chart-source-others = { $name } et al.
chart-source-year = { $name }, { $year }
chart-data = The numbers in a table
chart-download = Download the numbers ({ $format })

## Numbers from data/stats.toml
# $text is the number as it is written; $number chooses the form of the word.
stat-thousand = { $text } thousand
stat-million = { $text } million
stat-billion = { $text } billion
stat-percent = { $text }%
# A chance: one of so many.
stat-odds = 1 in { $text }
stat-days = { $number ->
    [one] { $text } day
   *[other] { $text } days
}
stat-months = { $number ->
    [one] { $text } month
   *[other] { $text } months
}
stat-years = { $number ->
    [one] { $text } year
   *[other] { $text } years
}
stat-per-100000 = { $text } per 100,000
stat-range = { $lower } to { $upper }
# How sure a number is: $level is in percent, $range two numbers.
stat-interval = { $level }% confidence interval: { $range }
# The labels of alerts in texts: `> [!WARNING]`.
alert-note = Note
alert-tip = Tip
alert-important = Important
alert-warning = Warning
alert-caution = Caution

## The campaign's kit: what is printed and handed out
kit-more = Read more, with every source:
# $address is the address of a page.
kit-code = A code for phones that leads to { $address }
kit-partner = The logo of the partner
kit-free = Free to copy and to change. Please keep each source with its fact.
kit-sources = The sources of everything in this kit
kit-all = Everything in one file
kit-text = plain text

## The report on the finished site, as the component `proof` shows it
# In place of the report while a page is being written.
proof-pending = The results stand here once the site is built.
# Above each table.
proof-counted = Counted by the build in the finished site
# Headings of the parts.
proof-accessibility = Accessibility
proof-privacy = Privacy
proof-evidence = Evidence
proof-weight = Weight
proof-links = Links
# Heads of rows, and what stands in them.
proof-pages = Pages
proof-method = Method
# $rules is the number of kinds of findings.
proof-method-text = By a program that knows { $rules } kinds of findings, after the test rules of the W3C (ACT) and WCAG 2.2
proof-result = Result
proof-nothing-found = Nothing was found
proof-something = Something was found, as listed below
proof-unread = Pages that could not be read to the end
# Before the code of what was found, left out or listed as known.
proof-found = Found:
proof-suppressed = Left out:
proof-known = Known and not yet fixed:
proof-times = { $times ->
    [one] once
   *[other] { $times } times
}
proof-feedback = If something does not work for you
proof-feedback-link = Tell us
proof-accessibility-undecided = No program can decide whether a description says what its picture shows, whether the order of reading makes sense, what scripts do, and how a page looks on a screen. People have to test that.
# Where nothing is in a list.
proof-none = None
proof-origins = Other sites that pages load something from
proof-storage = Cookies and storage that scripts use
proof-forms = Forms
proof-scripts = Files of scripts
proof-scripts-inside = Scripts inside pages
proof-privacy-undecided = No program can decide what the host writes down about a visit, and whether the host sets cookies.
proof-statistics = Numbers that carry a source
proof-references = Sources
proof-reviewed = Pages about health that a named person has reviewed
proof-not-reviewed = Pages about health that nobody has reviewed
proof-overdue = Pages about health whose review is too old
proof-changed = Pages about health that changed after their review
proof-evidence-undecided = No program can decide whether a source says what it is cited for. Only reviewers can.
# Heads of columns, and the kinds of files.
proof-kind = Kind
proof-files = Files
proof-size = Size in kB
proof-largest = Largest file in kB
proof-kind-pages = Pages
proof-kind-styles = Styles
proof-kind-scripts = Scripts
proof-kind-pictures = Pictures
proof-kind-fonts = Fonts
proof-weight-undecided = These are the sizes of the files before a host compresses them.
proof-links-all = Links on all pages
proof-links-broken = Links within the site that lead nowhere
proof-links-others = Addresses of other sites
proof-links-asked = Addresses of other sites that were asked, those of sources included
proof-links-undecided = Whether the pages of other sites still answer is not asked while a site is built.
proof-asked-undecided = Some sites do not answer programs, and a page that answers may have changed what it says.
