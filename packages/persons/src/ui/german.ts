import { translateTexts } from '@throughline/ui'
import { germanFields } from './german-fields.ts'
import { germanSentence } from './german-sentences.ts'
import { personsTexts } from './persons-texts.ts'

/** The persons' cards, forms, fields and messages in German. */
export const personsGerman = translateTexts(
  personsTexts,
  {
    primary: 'Haupt',
    person: {
      new: 'Neue Person',
      edit: 'Person bearbeiten',
      ageAndChange: (years, time) => `${years} Jahre alt · Geändert ${time}`,
      deleteNote:
        'Auch ihre Anschriften, Bankkonten, Kontakte und Anstellungen werden gelöscht. Das lässt sich nicht rückgängig machen.',
    },
    address: {
      new: 'Neue Anschrift',
      edit: 'Anschrift bearbeiten',
      primary: 'Hauptanschrift',
      name: (type, street) => `Anschrift (${type}), ${street}`,
      inSentence: (street, city) => `die Anschrift ${street}, ${city}`,
    },
    bankAccount: {
      new: 'Neues Bankkonto',
      edit: 'Bankkonto bearbeiten',
      primary: 'Hauptkonto',
      type: (type) => type,
      number: 'Kontonummer',
      name: (bank, last4) => `Konto bei ${bank} mit Endziffern ${last4}`,
      inSentence: (bank) => `das Konto bei ${bank}`,
    },
    contactInfo: {
      new: 'Neuer Kontakt',
      edit: 'Kontakt bearbeiten',
      primary: 'Hauptkontakt',
      verified: 'Bestätigt',
      notVerified: 'Nicht bestätigt',
      name: (type, value) => `Kontakt ${value} (${type})`,
      inSentence: (type) => `den Kontakt ${type}`,
      hints: {
        email: 'Zum Beispiel ada@example.com.',
        linkedin: 'Zum Beispiel https://www.linkedin.com/in/ada-lovelace.',
        mobile: 'Mit Ländervorwahl, zum Beispiel +49 151 12345678.',
        phone: 'Mit Ländervorwahl, zum Beispiel +49 40 123456.',
        twitter: 'Zum Beispiel https://x.com/ada oder @ada.',
      },
    },
    employment: {
      new: 'Neue Anstellung',
      edit: 'Anstellung bearbeiten',
      current: 'Aktuell',
      worksThere: 'Arbeitet heute dort',
      period: 'Zeitraum',
      duration: 'Dauer',
      salary: 'Gehalt im Jahr',
      today: 'heute',
      name: (position, company) => `Anstellung als ${position} bei ${company}`,
      inSentence: (company) => `die Anstellung bei ${company}`,
    },
  },
  { fields: germanFields, sentence: germanSentence },
)
