## La bande qui mène vers de l’aide depuis chaque page
help-title = Aide
help-text = Quelque chose vous inquiète dans votre santé ? Vous n’avez pas à attendre ni à rester seul.
help-link = Où trouver de l’aide
