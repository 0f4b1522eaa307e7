import { translateFields } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'

const { addresses, bankAccounts, contactInfos, employments, persons } = personsModel.entities

/** The model's fields in German. */
export const germanFields = [
  translateFields(persons, {
    firstName: 'Vorname',
    lastName: 'Nachname',
    dateOfBirth: 'Geburtsdatum',
    gender: {
      label: 'Geschlecht',
      values: { female: 'Weiblich', male: 'Männlich', other: 'Divers', prefer_not_to_say: 'Keine Angabe' },
    },
    createdAt: 'Angelegt am',
    updatedAt: 'Geändert am',
  }),
  translateFields(addresses, {
    type: {
      label: 'Art',
      values: { billing: 'Rechnung', home: 'Privat', shipping: 'Lieferung', work: 'Arbeit' },
    },
    street: 'Straße',
    city: 'Ort',
    state: 'Bundesland',
    postalCode: 'Postleitzahl',
    country: 'Land',
    isPrimary: 'Hauptanschrift',
  }),
  translateFields(bankAccounts, {
    bankName: 'Bank',
    accountType: {
      label: 'Kontoart',
      values: { checking: 'Girokonto', investment: 'Depot', savings: 'Sparkonto' },
    },
    accountNumberLast4: 'Kontonummer, letzte 4 Ziffern',
    iban: 'IBAN',
    bic: 'BIC',
    isPrimary: 'Hauptkonto',
  }),
  translateFields(contactInfos, {
    type: {
      label: 'Art',
      values: {
        email: 'E-Mail',
        linkedin: 'LinkedIn',
        mobile: 'Mobil',
        phone: 'Telefon',
        twitter: 'X (Twitter)',
      },
    },
    value: 'Wert',
    isPrimary: 'Hauptkontakt',
    isVerified: 'Bestätigt',
  }),
  translateFields(employments, {
    companyName: 'Unternehmen',
    position: 'Position',
    department: 'Abteilung',
    startDate: 'Beginn',
    endDate: 'Ende',
    isCurrent: 'Aktuell',
    salary: { label: 'Gehalt', help: 'Brutto im Jahr.' },
    currency: 'Währung',
  }),
]
