'use client'

import { personsModel } from '@throughline/persons'
import { useStore } from '@throughline/persons/collections'
import { Button, FieldInput, type FieldInputProps, useErrorMessage, useSpecs } from '@throughline/ui'
import { useId, useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { Select } from '../select.tsx'
import { editPersons } from './rows.ts'

const editable = ['gender', 'dateOfBirth', 'lastName', 'firstName'] as const
type EditableName = (typeof editable)[number]

interface BulkEditProps {
  ids: readonly string[]
  /** Gets how many were changed: others may have been deleted meanwhile. */
  onDone: (changed: number) => void
}

/** Sets one field of all selected persons. */
export function BulkEdit({ ids, onDone }: BulkEditProps) {
  const store = useStore()
  const { bulk } = useDemoTexts()
  const errorMessage = useErrorMessage()
  const specs = useSpecs(personsModel.entities.persons.fields)
  const [name, setName] = useState<EditableName>('gender')
  const [value, setValue] = useState<unknown>('')
  const [problem, setProblem] = useState<string>()
  const spec = specs.find((each) => each.name === name)
  const apply = async () => {
    try {
      // The store checks the value before it changes anything.
      onDone(await editPersons(store, ids, { [name]: value }))
    } catch (error) {
      setProblem(errorMessage(error))
    }
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void apply()
      }}
    >
      <FieldChoice
        name={name}
        specs={specs}
        onChange={(next) => {
          setName(next)
          setValue('')
          setProblem(undefined)
        }}
      />
      {spec && (
        <ValueField
          invalid={problem !== undefined}
          spec={spec}
          value={value}
          onChange={(next) => {
            setValue(next)
            setProblem(undefined)
          }}
        />
      )}
      {problem !== undefined && (
        <p className="text-destructive" role="alert">
          {problem}
        </p>
      )}
      <Button className="self-end" disabled={value === '' || value === undefined} type="submit">
        {bulk.apply}
      </Button>
    </form>
  )
}

interface FieldChoiceProps {
  name: EditableName
  specs: ReturnType<typeof useSpecs>
  onChange: (name: EditableName) => void
}

function FieldChoice({ name, specs, onChange }: FieldChoiceProps) {
  const id = useId()
  const { bulk } = useDemoTexts()
  return (
    <div className="flex flex-col gap-1.5">
      <label className="font-medium" htmlFor={id}>
        {bulk.field}
      </label>
      <Select
        id={id}
        value={name}
        onChange={(event) => onChange(editable.find((each) => each === event.target.value) ?? 'gender')}
      >
        {editable.map((each) => (
          <option key={each} value={each}>
            {specs.find((candidate) => candidate.name === each)?.label}
          </option>
        ))}
      </Select>
    </div>
  )
}

type ValueFieldProps = Pick<FieldInputProps, 'onChange' | 'spec' | 'value'> & { invalid: boolean }

function ValueField(props: ValueFieldProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label className="font-medium" htmlFor={id} id={`${id}-label`}>
        {props.spec.label}
      </label>
      <FieldInput {...props} id={id} labelledBy={`${id}-label`} />
    </div>
  )
}
