/** Words that headings of other languages begin with, in plain form, by what such a column holds. */
export const headingWords = {
  customer: [
    "kunde",
    "kunden",
    "firma",
    "kundefirma",
    "unternehmen",
    "mandant",
    "cliente",
    "empresa",
    "entreprise",
    "societe",
    "klant",
    "bedrijf",
  ],
  user: ["benutzer", "benutzeremail", "nutzer", "mitarbeiter", "utilisateur", "usuario", "gebruiker"],
  time: ["datum", "zeitpunkt", "zeit", "fecha"],
  number: ["nr", "nummer"],
} as const;
