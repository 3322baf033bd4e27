//! What people take away: files for calendars, and the campaign's kit.

use super::{Planner, Target};

impl Planner<'_> {
    /// Files for calendars, one an event and language. Those of past events stay: calendars ask for them again.
    pub(super) fn events(&mut self) {
        let site = self.site;
        for (at, event) in site.events.iter().enumerate() {
            for (language, home) in site.index.homes.with_ids() {
                if let Some(home) = home {
                    let url = event.file(&site.index.entry(*home).url);
                    self.add(url, Target::Calendar { event: at, language }, Some(event.at.clone()));
                }
            }
        }
    }

    /// The pieces of the campaign's kit in each language, and the archive that holds them.
    pub(super) fn kit(&mut self) {
        let site = self.site;
        for language in site.config.languages.ids() {
            for made in site.pieces(language) {
                for sheet in made.piece.made_sheets() {
                    let target = Target::Piece { piece: made.at, page: made.page, sheet, is_preview: false };
                    if let Some(url) = site.kit_file(language, &made.piece.file_name(sheet)) {
                        self.add(url, target, Some(made.piece.at.clone()));
                    }
                }
                if let Some(sheet) = made.piece.previewed()
                    && let Some(url) = site.kit_file(language, &made.piece.preview_name())
                {
                    let target = Target::Piece { piece: made.at, page: made.page, sheet: Some(sheet), is_preview: true };
                    self.add(url, target, Some(made.piece.at.clone()));
                }
            }
            if let Some(url) = site.kit_archive(language) {
                self.add(url, Target::Kit { language }, None);
            }
        }
    }
}
