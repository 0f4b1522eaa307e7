import type { Language } from '../language.ts'

interface PageTitles {
  readonly app: { readonly title: string; readonly template: string; readonly description: string }
  readonly person: string
  readonly newPerson: string
}

/** What the server writes into a page's head. */
export const pageTitles: Readonly<Record<Language, PageTitles>> = {
  en: {
    app: {
      title: 'Persons · Throughline',
      template: '%s · Throughline',
      description: '10,000 persons in one DynamoDB table, drawn from one Zod model.',
    },
    person: 'Person',
    newPerson: 'New person',
  },
  de: {
    app: {
      title: 'Personen · Throughline',
      template: '%s · Throughline',
      description: '10.000 Personen in einer DynamoDB-Tabelle, gezeichnet aus einem Zod-Modell.',
    },
    person: 'Person',
    newPerson: 'Neue Person',
  },
}
