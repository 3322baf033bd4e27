## La bande qui mène vers de l’aide depuis chaque page
help-title = Aide
help-text = Quelque chose vous inquiète dans votre santé ? Vous n’avez pas à attendre, ni à porter cela sans aide.
help-link = Où trouver de l’aide

## La bande au-dessus des pages d’un thème précédent
notice-archive = Elle appartient à un thème précédent. Ses faits et ses liens datent du jour où elle a été écrite.
