//! Structured data in finished pages.

use crate::site::Site;
use serde_json::Value;

const SITE: &str = "title = \"The Day\"\nbase_url = \"https://example.org/x\"\n[languages.fr]\ntitle = \"Le jour\"\n[campaign]\nday = 2027-02-04\n\
     [publisher]\nname = \"Test Society\"\ncontact = \"mailto:a@example.org\"\nfeedback = \"mailto:a@example.org\"\ndisclaimer = \"@/help.md\"\n";
const PEOPLE: &str = "[ann-lee]\nname = \"Ann </script> Lee\"\nrole = \"Writer\"\nqualifications = [\"BSc\"]\naffiliation = \"Test Hospital\"\n\n\
     [bo-ray]\nname = \"Bo Ray\"\nrole = \"Nurse\"\nqualifications = [\"RN\"]\naffiliation = \"Test Hospital\"\norcid = \"0000-0002-1825-0097\"\n";

fn site() -> Site {
    Site::empty()
        .with("site.toml", SITE)
        .with("data/people.toml", PEOPLE)
        .with("content/_index.md", "+++\ntitle = \"The Day\"\n+++\n\nIt is on 4 February 2027.\n")
        .with("content/_index.fr.md", "+++\ntitle = \"Le jour\"\n+++\n\nC’est en février.\n")
        .with("content/news/_index.md", "+++\ntitle = \"News\"\n+++\n")
        .with("content/news/2027-01-02-first.md", "+++\ntitle = \"First & foremost\"\ndescription = \"The first news.\"\nauthors = [\"ann-lee\"]\n+++\n\nText.\n")
        .with(
            "content/help.md",
            "+++\ntitle = \"Help\"\ndescription = \"Where to find help.\"\nkind = \"health\"\nauthors = [\"ann-lee\"]\nconflicts = \"none declared\"\n+++\n\n\
             ::: faq question=\"Is it *mine*?\"\nNo, see :abbr[HPV]{title=\"virus\"} and [news](news/_index.md).[^a]\n:::\n\n[^a]: A note.\n",
        )
}

/// The things that a page tells of, by type.
fn graph(site: &Site, path: &str) -> Vec<Value> {
    let html = site.read(path);
    let data = html.split("data-by=\"ribbon\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("structured data");
    let mut value: Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(value["@context"], "https://schema.org");
    value["@graph"].as_array_mut().map(std::mem::take).expect("a graph")
}

fn one<'g>(graph: &'g [Value], kind: &str) -> &'g Value {
    let is_kind =
        |node: &&Value| node["@type"] == kind || node["@type"].as_array().is_some_and(|kinds| kinds.iter().any(|own| own == kind));
    graph.iter().find(is_kind).unwrap_or_else(|| panic!("no {kind} in {graph:#?}"))
}

#[test]
fn pages_tell_what_they_are_and_no_more() {
    let site = site();
    let approved = site.run(&["review", "approve", "help.md", "--by", "bo-ray", "--until", "2029-02-04", "--date", "2027-02-01"]);
    assert_eq!(approved.code, Some(0), "{approved:?}");
    site.build_well(&[]);
    let help = graph(&site, "public/help/index.html");
    let page = one(&help, "MedicalWebPage");
    assert_eq!(page["@type"], serde_json::json!(["MedicalWebPage", "FAQPage"]));
    assert_eq!(
        (&page["name"], &page["lastReviewed"], &page["reviewedBy"]["name"]),
        (&"Help".into(), &"2027-02-01".into(), &"Bo Ray".into())
    );
    assert_eq!(page["reviewedBy"]["sameAs"], "https://orcid.org/0000-0002-1825-0097");
    assert_eq!((&page["author"][0]["name"], &page["author"][0]["jobTitle"]), (&"Ann </script> Lee".into(), &"Writer".into()));
    let question = &page["mainEntity"][0];
    assert_eq!((&question["name"], &question["acceptedAnswer"]["text"]), (&"Is it *mine*?".into(), &"No, see HPV and news.".into()));
    let way = one(&help, "BreadcrumbList")["itemListElement"].as_array().expect("items").clone();
    assert_eq!(way.iter().map(|item| item["name"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["Home", "Help"]);
    assert_eq!(way[1]["item"]["@id"], "https://example.org/x/help/");
    assert_eq!(one(&help, "Organization")["name"], "Test Society");
    assert_eq!(one(&help, "WebSite")["url"], "https://example.org/x/");
    let news = graph(&site, "public/news/first/index.html");
    let article = one(&news, "Article");
    assert_eq!((&article["headline"], &article["datePublished"]), (&"First & foremost".into(), &"2027-01-02".into()));
    let home = graph(&site, "public/index.html");
    assert_eq!((&one(&home, "Event")["startDate"], &one(&home, "Event")["name"]), (&"2027-02-04".into(), &"The Day".into()));
    assert_eq!(one(&home, "Event")["location"], serde_json::json!({ "@type": "VirtualLocation", "url": "https://example.org/x/" }));
    assert_eq!(one(&home, "Event")["eventAttendanceMode"], "https://schema.org/OnlineEventAttendanceMode");
    assert_eq!(article["author"][0]["name"], "Ann </script> Lee");
    // The French page does not say the day, so machines are not told either.
    assert!(graph(&site, "public/fr/index.html").iter().all(|node| node["@type"] != "Event"));
    // An overtaken review names nobody to machines.
    site.write("content/help.md", site.read("content/help.md").replace("No, see", "Yes, see"));
    assert_eq!(site.build(&[]).code, Some(0));
    let changed = graph(&site, "public/help/index.html");
    assert!(one(&changed, "MedicalWebPage").get("reviewedBy").is_none() && one(&changed, "MedicalWebPage").get("lastReviewed").is_none());
}

#[test]
fn every_page_of_a_site_is_valid_and_hides_nothing() {
    let site = site();
    let checked = site.run(&["check", "--format", "short", "--date", "2027-02-04"]);
    assert!(checked.code == Some(0) && !checked.stdout.contains("SCHEMA-"), "{checked:?}");
    // A theme that shows less tells less.
    site.write(
        "templates/page.html",
        "<!doctype html><html lang=\"en\"><head><title>{{ head.title }}</title>{{ structured }}</head><body><h1>{{ page.title }}</h1></body></html>",
    );
    let checked = site.run(&["check", "--format", "short", "--date", "2027-02-04"]);
    assert!(!checked.stdout.contains("SCHEMA-"), "{checked:?}");
    assert_eq!(site.build(&[]).code, Some(0));
    let help = graph(&site, "public/help/index.html");
    assert_eq!(help.len(), 1, "{help:#?}");
    assert_eq!((&help[0]["@type"], &help[0]["name"]), (&"MedicalWebPage".into(), &"Help".into()));
}

#[test]
fn data_sets_and_subjects_are_those_that_the_page_shows() {
    let site = site()
        .with("site.toml", SITE.replace("[languages.fr]", "[taxonomies.conditions]\n[taxonomies.tags]\n[data]\nlicense = \"@/help.md\"\ncreator = \"bo-ray\"\n[languages.fr]"))
        .with("data/burns.csv", "place,burns\nGarden,12\nBeach,40\n")
        .with("data/references.yml", "hale:\n  type: report\n  title: Burns in towns\n  author: Hale Society\n  date: 2026\n  publisher: Hale Society\n")
        .with(
            "content/burns.md",
            "+++\ntitle = \"Burns\"\ndescription = \"Burns in June.\"\nkind = \"general\"\n[taxonomies]\nconditions = [\"Sunburn\"]\ntags = [\"June\"]\n+++\n\n\
             ::chart{data=\"burns.csv\" kind=\"bar\" title=\"Burns told in June\" label=\"place\" value=\"burns\" unit=\"burns\" source=\"hale\"}\n",
        );
    let checked = site.run(&["check", "--format", "short", "--date", "2027-02-04"]);
    assert!(checked.code == Some(0) && !checked.stdout.contains("SCHEMA-"), "{checked:?}");
    assert_eq!(site.build(&[]).code, Some(0));
    let burns = graph(&site, "public/burns/index.html");
    let data = one(&burns, "Dataset");
    assert_eq!((&data["name"], &data["variableMeasured"]), (&"Burns told in June".into(), &"burns".into()));
    let file =
        serde_json::json!({ "@type": "DataDownload", "contentUrl": "https://example.org/x/data/burns.csv", "encodingFormat": "text/csv" });
    assert_eq!(data["distribution"], file);
    assert_eq!((&data["isBasedOn"][0]["@type"], &data["isBasedOn"][0]["name"]), (&"Report".into(), &"Burns in towns".into()));
    assert_eq!((&data["license"], &data["creator"]["name"]), (&"https://example.org/x/help/".into(), &"Bo Ray".into()));
    let about = serde_json::json!([{ "@type": "MedicalCondition", "name": "Sunburn" }, { "@type": "Thing", "name": "June" }]);
    assert_eq!(one(&burns, "WebPage")["about"], about);
}

#[test]
fn an_article_by_nobody_who_is_named_is_its_publishers() {
    let site = site();
    let path = "content/news/2027-01-02-first.md";
    let text = site.read(path);
    let anonymous: String = text.lines().filter(|line| !line.starts_with("authors")).map(|line| format!("{line}\n")).collect();
    assert_ne!(anonymous, text);
    site.write(path, anonymous);
    assert_eq!(site.build(&[]).code, Some(0));
    let news = graph(&site, "public/news/first/index.html");
    let article = one(&news, "Article");
    assert_eq!((&article["author"], &article["publisher"]["@id"]), (&article["publisher"], &"https://example.org/x/#publisher".into()));
}

#[test]
fn an_audience_is_told_as_the_type_of_the_page_takes_it() {
    let head = |more: &str| format!("+++\ntitle = \"A page\"\n{more}\n+++\n\nText.\n");
    let site = site()
        .with("content/care/_index.md", head("audience = \"caregiver\""))
        .with("content/care/home.md", head(""))
        .with("content/care/pills.md", head("kind = \"health\""))
        .with("content/care/doses.md", head("kind = \"health\"\naudience = \"clinician\""))
        .with("content/care/own.md", head("audience = \"patient\""))
        .with("content/care/all.md", head("kind = \"health\"\naudience = \"public\""));
    let checked = site.run(&["check", "--format", "short", "--date", "2027-02-04"]);
    assert!(!checked.stdout.contains("SCHEMA-"), "{checked:?}");
    assert_eq!(site.build(&[]).code, Some(0));
    let told = |path: &str, kind: &str| {
        let page = one(&graph(&site, &format!("public/{path}/index.html")), kind).clone();
        (page.get("audience").cloned(), page.get("medicalAudience").cloned())
    };
    let whom = |kind: &str, name: &str| Some(serde_json::json!({ "@type": kind, "audienceType": name }));
    assert_eq!(told("care", "CollectionPage"), (whom("PeopleAudience", "caregivers"), None));
    assert_eq!(told("care/home", "WebPage"), (whom("PeopleAudience", "caregivers"), None));
    assert_eq!(told("care/pills", "MedicalWebPage"), (None, whom("MedicalAudience", "caregivers")));
    assert_eq!(told("care/doses", "MedicalWebPage"), (None, Some("https://schema.org/Clinician".into())));
    assert_eq!(told("care/own", "WebPage"), (whom("Patient", "patients"), None));
    assert_eq!(told("care/all", "MedicalWebPage"), (None, whom("MedicalAudience", "general public")));
    assert_eq!(told("help", "MedicalWebPage"), (None, None));
}
