//! What the files of a small site may say, right and wrong.

/// The site's own theme is `base`; a section or a setting may choose the other, by its name or by one that nearly is its name.
pub(crate) const CONFIG: &str =
    "title = \"Law\"\nbase_url = \"https://example.org\"\ntheme = \"base\"\n[languages.fr]\n[taxonomies.tags]\nfeed = true\n";

/// What may stand before all keys of `site.toml`, so that every key moves.
pub(crate) const CONFIG_ABOVE: &[&str] = &["", "# Moves all keys.\n"];

/// What replaces a line of `site.toml`.
pub(crate) const CONFIG_CHANGES: &[(&str, &str)] = &[
    ("", ""),
    ("https://example.org", "https://example.org/below"),
    ("\"base\"", "\"other\""),
    ("\"base\"", "\"othr\""),
    ("[languages.fr]", "[languages.fr]\ntitle = \"Loi\"\n[languages.de]"),
    ("[languages.fr]\n", ""),
    ("[languages.fr]", "[languages.fr]\nname = \"Gallo\"\ndir = \"rtl\"\nlocale = \"en-GB\""),
    ("[taxonomies.tags]\nfeed = true", "[taxonomies.tag]"),
];

/// What stands below all keys of `site.toml`.
pub(crate) const CONFIG_BELOW: &[&str] = &[
    "",
    "[feeds]\ncontent = \"full\"\n",
    "[extra]\na = 1\n",
    "[menus]\nmain = [\"a.md\", \"news/abuot.md\"]\n",
    "titel = 1\n",
    "[campaign]\nday = 2027-02-04\n",
    "[campaign]\nday = 2027-02-05\ntime_zone = \"Asia/Tokyo\"\n",
    "[campaign]\nday = 2027-02-04\n[[campaign.phases]]\nname = \"day\"\nstarts = 2027-02-03\n[[campaign.phases]]\nname = \"later\"\nstarts = 2027-02-05\n",
    "[citations]\nstyle = \"data/sytle.csl\"\n",
    "[citations]\nstyle = \"apa\"\n",
    "[params]\noutline = false\n",
    "[params]\noutlin = false\n",
    "[theme_params.other]\nslogn = \"x\"\n",
    "[publisher]\nname = \"P\"\ndisclaimer = \"@/news/abuot.md\"\n",
    "[[check.suppress]]\ncode = \"broken-link\"\npath = \"content/b.md\"\nreason = \"tried\"\n",
    "[check.severity]\nbroken-link = \"warning\"\n",
];

pub(crate) const PAGES: &[&str] = &[
    "content/a.md",
    "content/b.md",
    "content/news/c.md",
    "content/news/d.fr.md",
    "content/a.fr.md",
    "content/news/e/index.md",
    "content/news/e.md",
    "content/news/about.md",
    "content/news/about.fr.md",
    "content/news/deep/f.md",
];

pub(crate) const HEADS: &[&str] = &[
    "",
    "+++\ntitle = \"One\"\ndate = 2026-01-02\n+++\n",
    "+++\ndraft = true\n+++\n",
    "---\ntitle: Two\ntaxonomies:\n  tags: [x, y]\n---\n",
    "+++\ntitel = 1\n+++\n",
    "+++\nphases = [\"countdown\"]\n+++\n",
    "+++\npublish = 2027-02-04T09:00:00\nexpires = 2027-02-05\n+++\n",
    "+++\ntitle = \"H\"\nkind = \"health\"\nauthors = [\"ann\"]\n+++\n",
    "+++\n# Moves all keys.\ntitel = 1\n+++\n",
    "+++\nphases = [\"dya\"]\n+++\n",
    "+++\n\nphases = [\"dya\"]\n+++\n",
    "+++\ntemplate = \"paeg.html\"\n+++\n",
    "+++\n# Moves all keys.\ntemplate = \"paeg.html\"\n+++\n",
    "+++\naliases = [\"/old/\"]\nimage = \"x.png\"\ncanonical = \"@/news/abuot.md\"\n+++\n",
    "+++\nslug = \"e\"\ntranslation = \"t\"\nweight = 1\n+++\n",
    "+++\ntitle = \"Three\"\npath = \"news/e\"\nnoindex = true\n[taxonomies]\ntags = [\"x\"]\ntagz = [\"y\"]\n[extra]\noutline = false\n+++\n",
    "+++\ntitle = \"R\"\nkind = \"health\"\nauthors = [\"anm\"]\nnext_review = 2027-02-04\n+++\n",
];

pub(crate) const BODIES: &[&str] = &[
    "Plain.",
    "A [link](@/b.md#part) and [news](@/news/_index.md).",
    "## Part\n\nText[^n].\n\n[^n]: A note.",
    "::: callout title=\"T\"\nInside [a](@/a.md).\n:::",
    "::unknown{x=1}",
    "[broken](nowhere.md) and :abbr[X]{title=\"ex\"}",
    "First.\n\n<!-- more -->\n\nRest.",
    "::countdown",
    "::: phase only=\"day\"\n## Live\n[a](@/a.md) ::: callout\n:::\n\n[to](#live)",
    "::: phase except=\"day later\"\n:abbr[Y]{title=\"yes\"}\n:::",
    "One [@x], two [@y; @x, p. 3].\n\n::: callout title=\"T [@y]\"\nAbout :stat{id=\"n\"}.\n:::",
    "::stat{id=\"n\"}\n\n::references\n\n::bibliography",
    "::chart{data=\"c.csv\" kind=\"bar\" title=\"T\" label=\"a\" value=\"b\" unit=\"people\" source=\"x\"}",
    "[near](@/news/abuot.md) and [file](/x.bin) and [gone](/y.bin) and [here](#prt)",
    "Near [@xy] and :stat{id=\"nm\"}.",
    "::own",
    "::events\n\n::add-to-calendar{event=\"e\"}",
    "::kit\n\n::: message-copy title=\"T\"\nA message.\n:::",
    ":add-to-calendar[Put it]{event=\"f\"}",
    "::owm\n\n::own{x=1}",
    "::chart{data=\"d.csv\" kind=\"bar\" title=\"T\" label=\"a\" value=\"b\" unit=\"people\" source=\"x\"}",
    "![picture](x.png) and ![none](y.png)",
    "::: phase only=\"dya\"\n[@x]\n:::",
    "::: disclosure title=\"Q\"\nAnswer [@x].\n:::\n\n::section-pages",
];

/// What templates ask for: near-miss names among it, whose message suggests what may appear later.
pub(crate) const TEMPLATES: &[&str] = &[
    "{% set d = data(path=\"d.toml\") %}{{ head.title }} {{ d.x }}",
    "{% set news = section(path=\"news\") %}{% for page in news.pages %}{{ page.title }}{% endfor %}",
    "{% set a = page(path=\"a.md\") %}{% set x = asset(path=\"x.bin\") %}{{ a.title }}{{ x.url }}",
    "{% extends \"theme/page.html\" %}",
    "{{ nothing }}",
    "{% for e in events() %}{{ e.title.text }}{{ e.calendar }}{% endfor %}{% set e = event(id=\"e\") %}{{ e.is_over }}",
    "{% if %}",
    "{{ campaign.phase }}{{ page.content }}",
    "{% set c = campaign %}{{ c.days_left }}",
    "{{ build.date }} {% for phase in campaign.phases %}{{ phase.is_past }}{% endfor %}",
    "{% set a = page(path=\"news/abuot.md\") %}{{ a.title }}",
    "{% set a = section(path=\"nwes\") %}{{ a.title }}",
    "{% set a = data(path=\"e.toml\") %}{{ a.x }}",
    "{% set a = asset(path=\"y.bin\") %}{{ a.url }}",
    "{% set a = terms(taxonomy=\"tag\") %}{{ a | length }}",
    "{% for term in terms(taxonomy=\"tags\") %}{{ term.name }}{{ term.path }}{% endfor %}",
    "{{ url(path=\"@/a.md\", lang=\"fr\") }}{{ url(path=\"/x.bin\") }}",
    "{{ url(path=\"@/a.md\", lang=\"de\") }}",
    "{{ url(path=\"@/news/abuot.md\") }}",
    "{% set a = reference(key=\"y\") %}{{ a.label }}",
    "{% set a = stat(id=\"m\") %}{{ a.text }}",
    "{{ t(key=\"own\") }}",
    "{{ t(key=\"owm\") }}{{ lang.code }}",
    "{{ theme.params.slogan }}",
    "{{ theme.params.outline }}{{ theme.title }}",
    "{{ <own /> }}",
    "{{ <owm /> }}",
    "{% include \"partials/own.html\" %}{{ page.words }}",
    "{{ cite(keys=\"x; y\") }}{% for entry in bibliography() %}{{ entry.label }}{% endfor %}",
    "{{ chart(data=\"c.csv\", kind=\"bar\", title=\"T\", label=\"a\", value=\"b\", unit=\"people\", source=\"x\") }}",
    "{{ page.title | absolute }}{{ \"/a\" | absolute }}{{ structured }}{{ site.title }}{{ page.review.state }}",
    "{{ section.title }}{% for item in section.pages %}{{ item.summary }}{{ item.reading_minutes }}{% endfor %}",
];

/// What components of the site or of a theme may be.
pub(crate) const COMPONENTS: &[&str] = &[
    "{% component own() { \"doc\": \"d\", \"example\": \"::own\" } %}plain{% endcomponent own %}",
    "{% component own(@campaign) { \"doc\": \"d\", \"example\": \"::own\" } %}{{ campaign.phase }}{% endcomponent own %}",
    "{% component own(@build) { \"doc\": \"d\", \"example\": \"::own\" } %}{{ build.date }}{% endcomponent own %}",
    "{% component own(@campaign) { \"doc\": \"d\", \"example\": \"::own\" } %}{% set c = campaign %}{{ c.days_left }}{% endcomponent own %}",
    "{% component own(@page) { \"doc\": \"d\", \"example\": \"::own\" } %}{% set p = page(path=\"news/abuot.md\") %}{{ p.title }}{% endcomponent own %}",
    "{% component own(x: integer = 0) { \"doc\": \"d\", \"example\": \"::own\" } %}{{ t(key=\"own\") }}{{ x }}{% endcomponent own %}",
    "{% component own() { \"doc\": \"d\", \"example\": \"::own\" } %}{% set r = reference(key=\"xy\") %}{{ r.label }}{% endcomponent own %}",
    "{% component own() { \"doc\": \"d\", \"example\": \"::own\" } %}{{ cite(keys=\"x\") }}{% set s = stat(id=\"n\") %}{{ s.text }}{% endcomponent own %}",
    "{% component own(@theme, @site, @section) { \"doc\": \"d\", \"example\": \"::own\" } %}{{ theme.params.slogan }}{{ site.title }}{{ section.title }}{% endcomponent own %}",
    "{% component owm() { \"doc\": \"d\", \"example\": \"::owm\" } %}other{% endcomponent owm %}",
    "{% component own(",
];

/// Every other file that edits touch, with all that it may say.
pub(crate) const FILES: &[(&str, &[&str])] = &[
    (
        "content/news/_index.md",
        &[
            "+++\ntitle = \"News\"\nsort_by = \"date\"\n+++\n",
            "+++\ntitle = \"News\"\npaginate_by = 1\nsort_by = \"title\"\n+++\n",
            "+++\ntitle = \"News\"\ngenerate_feeds = true\n+++\n",
            "+++\ntitle = \"News\"\nfallback = true\n+++\n",
            "+++\ntitle = \"News\"\ntransparent = true\n+++\n",
            "+++\ntitle = \"News\"\ntheme = \"other\"\n+++\n",
            "+++\ntitle = \"News\"\ntheme = \"othr\"\n+++\n",
            "+++\n# Moves all keys.\ntitle = \"News\"\ntheme = \"othr\"\n+++\n",
            "+++\ntitle = \"News\"\npage_template = \"own.html\"\n+++\n",
            "+++\n# Moves all keys.\ntitle = \"News\"\npage_template = \"own.html\"\n+++\n",
            "+++\nfallback = true\ntheme = \"other\"\ngenerate_feeds = true\n+++\nSee [a](../a.md) and ::own\n",
        ],
    ),
    ("content/news/_index.fr.md", &["+++\ntitle = \"Nouvelles\"\n+++\n", "+++\nfallback = true\n+++\nVoir [a](@/a.md).\n"]),
    ("content/_index.fr.md", &["Accueil.\n", "+++\nfallback = true\n+++\nAccueil.\n"]),
    (
        "content/_index.md",
        &["Home, with [a](@/a.md).\n", "+++\nfallback = true\npaginate_by = 1\n+++\n::own\n", "+++\ntheme = \"other\"\n+++\n"],
    ),
    ("data/d.toml", &["x = 1\n", "x = 2\n", "x = \n", "y = 1\n"]),
    ("data/e.toml", &["x = 1\n", "x = \n"]),
    ("data/c.csv", &["a,b\nx,1\n", "a,b\nx,2\n", "\na,b\nx,2\n", "a,b\nx,\"1,000\"\n", "a,c\nx,1\n", "a,b\nx\n"]),
    ("data/d.csv", &["a,b\nx,1\n"]),
    (
        "data/references.yml",
        &[
            "x:\n  type: book\n  title: X\n  publisher: P\n  date: 2020\n",
            "x:\n  type: book\n  title: X\n  publisher: P\n  date: 2021\n",
            "x:\n  type: book\n  title: X\n  publisher: P\n  date: 2020\ny:\n  type: book\n  title: Y\n  publisher: P\n  date: 2019\n",
            "xx:\n  type: book\n  title: X\n  publisher: P\n  date: 2020\n",
            "# Moves all.\nx:\n  type: book\n  publisher: P\n",
            "x: [",
        ],
    ),
    ("data/more.bib", &["@book{y, title = {Y}, publisher = {Q}, year = 2018}\n", "@book{xy, title = {XY}}\n", "@book{x, title = {X}}\n"]),
    (
        "data/events.toml",
        &[
            "[e]\ntitle = \"E\"\nstart = 2027-02-04T18:00:00\nend = 2027-02-05T00:30:00\nplace = \"P\"\nurl = \"@/a.md\"\n",
            "[e]\ntitle = { en = \"F\", fr = \"G\" }\nstart = 2027-02-03\nonline = \"/a/\"\n[f]\ntitle = \"D\"\ncampaign_day = true\n",
            "# Moves all.\n[e]\ntitle = \"E\"\nstart = 2027-02-04\nend = 2027-02-03\nurl = \"@/nowhere.md\"\ntime_zone = \"Mars\"\n",
        ],
    ),
    (
        "data/kit.toml",
        &[
            "[k]\ntemplate = \"leaflet\"\npage = \"a.md\"\nsizes = [\"a4\"]\nstat = \"n\"\n[m]\ntemplate = \"sources\"\n",
            "[k]\ntemplate = \"tile\"\npage = \"@/a.md\"\nsizes = [\"square\", \"story\"]\nstat = \"n\"\ntext = { en = \"E\", fr = \"F\" }\n",
            "# Moves all.\n[m]\ntemplate = \"messages\"\npage = \"news/abuot.md\"\n[k]\ntemplate = \"postre\"\nsizes = [\"a9\"]\nstat = \"m\"\n",
        ],
    ),
    (
        "data/terms.toml",
        &[
            "[t]\nsource = \"x\"\nen = { use = \"text\", avoid = [\"plain\", \"rest\"] }\n",
            "# Moves all.\n[t]\nsource = \"z\"\nen = { use = \"plain\", avoid = \"inside\" }\nfr = \"a\"\n",
        ],
    ),
    (
        "data/stats.toml",
        &[
            "[n]\nvalue = 5\nsource = \"x\"\n",
            "[n]\nvalue = 6\nsource = \"y\"\n",
            "[m]\nvalue = 5\nsource = \"x\"\n",
            "[n]\nvalue = \n",
            "[n]\nlower = 1\nupper = 2\nunit = \"percent\"\n",
            "# Moves all.\n[n]\nvalue = 5\nsource = \"xz\"\nyear = 2010\n",
        ],
    ),
    (
        "data/people.toml",
        &[
            "[ann]\nname = \"Ann\"\nqualifications = [\"RN\"]\n",
            "[ann]\nname = \"Anna\"\nqualifications = [\"RN\"]\n",
            "\n[ann]\nname = \"Anna\"\nqualifications = [\"RN\"]\n",
            "[ann]\nname = 1\n",
            "[ann\n",
        ],
    ),
    (
        "data/reviews.toml",
        &[
            "[[review]]\npage = \"a.md\"\nby = \"ann\"\non = 2026-01-02\nuntil = 2027-01-02\nhash = \"v1-sha256-0000000000000000000000000000000000000000000000000000000000000000\"\n",
            "[[review]]\npage = \"a.md\"\nby = \"ann\"\non = 2026-01-02\nuntil = 2026-02-02\nhash = \"x\"\n",
            "[[review]]\npage = \"news/abuot.md\"\nby = \"anm\"\non = 2027-02-05\nuntil = 2028-02-02\nhash = \"x\"\n",
            "review = 1\n",
        ],
    ),
    ("data/style.csl", &["<style/>", "no style"]),
    ("strings/en.ftl", &["own = Own\n", "own = Mine\nowm = Near\n", "own = {\n", "own = { $x }\n"]),
    ("strings/fr.ftl", &["own = Propre\n", "owm = Autre\n"]),
    (
        "themes/other/theme.toml",
        &[
            "name = \"other\"\ntitle = \"Other\"\n[params.slogan]\ntype = \"string\"\ndefault = \"a\"\ndescription = \"d\"\n",
            "name = \"other\"\ntitle = \"Else\"\n[params.slogan]\ntype = \"string\"\ndefault = \"b\"\ndescription = \"d\"\n",
            "# Moves all.\nname = \"other\"\ninherits = \"bse\"\n",
            "name = \"other\"\n[tokens.color.light]\nlink = \"#000000\"\n",
            "name = \"othr\"\n",
            "name = \n",
        ],
    ),
    ("themes/othr/theme.toml", &["name = \"othr\"\n", "name = \"othr\"\ninherits = \"other\"\n"]),
    ("themes/other/strings/en.ftl", &["own = Of the theme\n", "owm = Of the theme\n"]),
];
