import { sentenceTranslator } from '@throughline/ui'

/** What the model says of a value, in German; places as in the model's own sentences. */
export const germanSentence = sentenceTranslator({
  'The date of birth is in the future.': 'Das Geburtsdatum liegt in der Zukunft.',
  'The date of birth is more than {years} years ago.':
    'Das Geburtsdatum liegt mehr als {years} Jahre zurück.',
  'Write the date with year, month and day, as in 1990-05-17.':
    'Schreiben Sie das Datum mit Jahr, Monat und Tag, wie 1990-05-17.',
  'Leave out line breaks and control characters.': 'Lassen Sie Zeilenumbrüche und Steuerzeichen weg.',
  'Give at least one visible character.': 'Geben Sie mindestens ein sichtbares Zeichen ein.',
  'Use at most {max} characters.': 'Höchstens {max} Zeichen.',
  'Choose a country: its two-letter code, such as DE.':
    'Wählen Sie ein Land: den Code aus zwei Buchstaben, wie DE.',
  'An address in {country} has a state.': 'Zu einer Anschrift in {country} gehört ein Bundesstaat.',
  'This is no postal code of {country}: one is written as in {example}.':
    'Das ist keine Postleitzahl von {country}: Man schreibt sie wie {example}.',
  'Give the last four digits of the account number.':
    'Geben Sie die letzten vier Ziffern der Kontonummer ein.',
  'No IBAN begins with {country}: check the country’s code.':
    'Keine IBAN beginnt mit {country}: Prüfen Sie den Ländercode.',
  'An IBAN begins with the country’s two letters, such as DE.':
    'Eine IBAN beginnt mit den zwei Buchstaben des Landes, wie DE.',
  'An IBAN of {country} has {expected} characters; this one has {given}.':
    'Eine IBAN aus {country} hat {expected} Zeichen; diese hat {given}.',
  'An IBAN of {country} has letters and digits in other places: check each character.':
    'Eine IBAN aus {country} hat Buchstaben und Ziffern an anderen Stellen: Prüfen Sie jedes Zeichen.',
  'The check digits do not fit: a character of the IBAN is mistyped, or two are swapped.':
    'Die Prüfziffern passen nicht: Ein Zeichen der IBAN ist vertippt, oder zwei sind vertauscht.',
  'A BIC has 8 or 11 characters, such as COBADEFFXXX; this one has {given}.':
    'Eine BIC hat 8 oder 11 Zeichen, wie COBADEFFXXX; diese hat {given}.',
  'A BIC is made of letters and digits, with the country’s two letters after the first four, as in COBADEFFXXX.':
    'Eine BIC besteht aus Buchstaben und Ziffern, mit den zwei Buchstaben des Landes nach den ersten vier, wie COBADEFFXXX.',
  'The BIC names the country "{country}", which there is not.':
    'Die BIC nennt das Land „{country}“, das es nicht gibt.',
  'This is no e-mail address: write it as in ada@example.com.':
    'Das ist keine E-Mail-Adresse: Schreiben Sie sie wie ada@example.com.',
  'Begin with + and the country’s calling code, as in +49 40 123456.':
    'Beginnen Sie mit + und der Ländervorwahl, wie +49 40 123456.',
  'Give the number in digits alone, without letters or an extension.':
    'Geben Sie die Nummer nur in Ziffern ein, ohne Buchstaben und Durchwahl.',
  'A phone number has 7 to 15 digits, the calling code included.':
    'Eine Telefonnummer hat 7 bis 15 Ziffern, die Ländervorwahl eingeschlossen.',
  'No country has this calling code.': 'Diese Ländervorwahl hat kein Land.',
  'No number of this country has so many digits.': 'Keine Nummer dieses Landes hat so viele Ziffern.',
  'This is no phone number.': 'Das ist keine Telefonnummer.',
  'This number is too long for its country.': 'Diese Nummer ist zu lang für ihr Land.',
  'This number is too short for its country.': 'Diese Nummer ist zu kurz für ihr Land.',
  'Leave out the 0 after +{code}.': 'Lassen Sie die 0 nach +{code} weg.',
  'This is no mobile number: choose the type "Phone", or check the digits.':
    'Das ist keine Mobilnummer: Wählen Sie die Art „Telefon“ oder prüfen Sie die Ziffern.',
  'Give the address of the profile, as in https://www.linkedin.com/in/ada-lovelace.':
    'Geben Sie die Adresse des Profils ein, wie https://www.linkedin.com/in/ada-lovelace.',
  'Give the address of the profile, as in https://x.com/ada, or the handle, as in @ada.':
    'Geben Sie die Adresse des Profils ein, wie https://x.com/ada, oder den Namen, wie @ada.',
  'The start date is more than a year ahead.': 'Der Beginn liegt mehr als ein Jahr in der Zukunft.',
  'The start date is before 1900.': 'Der Beginn liegt vor 1900.',
  'Give the end date, or choose none.': 'Geben Sie das Ende an, oder wählen Sie „Keine Angabe“.',
  'The end date is in the future.': 'Das Ende liegt in der Zukunft.',
  'A current employment has no end date.': 'Eine aktuelle Anstellung hat kein Ende.',
  'A past employment has an end date.': 'Eine frühere Anstellung hat ein Ende.',
  'The end date is before the start date.': 'Das Ende liegt vor dem Beginn.',
  'A salary is not negative.': 'Ein Gehalt ist nicht negativ.',
  'This salary is too high.': 'Dieses Gehalt ist zu hoch.',
  'Give a whole amount: {currency} has no decimals.':
    'Geben Sie einen ganzen Betrag an: {currency} hat keine Nachkommastellen.',
  'Give at most {decimals} decimals: {currency} has no more.':
    'Geben Sie höchstens {decimals} Nachkommastellen an: {currency} hat nicht mehr.',
  'Choose a currency: its three-letter code, such as EUR.':
    'Wählen Sie eine Währung: den Code aus drei Buchstaben, wie EUR.',
})
