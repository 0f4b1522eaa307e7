import type { FakeContext } from '@throughline/faker'
import type { EntityName, EntityOf, Row } from '@throughline/schema'
import type { personsModel } from '../model/persons-model.ts'
import type { Persona } from './persona.ts'

export type PersonsModel = typeof personsModel

/** What a generator of one entity is given. */
export type PersonsContext<TName extends EntityName<PersonsModel>> = FakeContext<PersonsModel, TName, Persona>

/** The fields of a row but those that follow from its place. */
export type OwnFields<TName extends EntityName<PersonsModel>> = Omit<
  Row<EntityOf<PersonsModel, TName>>,
  'id' | 'personId' | 'createdAt' | 'updatedAt'
>
