## The strip that leads to help from every page
# Its name, read out by screen readers.
help-title = Help
help-text = Does something about your health worry you? You do not have to wait, or manage alone.
help-link = Where to find help
