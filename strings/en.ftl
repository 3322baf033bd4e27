## The strip that leads to help from every page
# Its name, read out by screen readers.
help-title = Help
help-text = Does something about your health worry you? You do not have to wait, or manage alone.
help-link = Where to find help

## The strip above the pages of an earlier theme
notice-archive = It belongs to an earlier theme. Its facts and links are those of the day it was written.
