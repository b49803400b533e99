"""Records of the catalog put into words (`pages`), JSON values (`data`) and list rows (`lists`)."""
