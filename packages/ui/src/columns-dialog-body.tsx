'use client'

import { ArrowDown, ArrowUp, Pin, PinOff } from 'lucide-react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { columnSizes, type ColumnLayout, moveColumn } from './column-layout.ts'
import type { ColumnsDialogProps } from './columns-dialog.tsx'
import { DialogPopup } from './dialog-popup.tsx'
import { Icon } from './icon.tsx'
import { checkboxClass } from './inputs/boolean-input.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export function ColumnsDialogBody(props: ColumnsDialogProps) {
  const { open, onOpenChange, columns, layout, onLayoutChange, onReset } = props
  const { table } = useUiTexts()
  const hidden = columns.filter(({ name }) => !layout.some((choice) => choice.name === name))
  const labelOf = (name: string) => columns.find((column) => column.name === name)?.label ?? name
  return (
    <DialogPopup
      description={table.columnsNote}
      open={open}
      title={table.columns}
      onOpenChange={onOpenChange}
    >
      <ul className="tl-reset tl:flex tl:flex-col tl:gap-1">
        {layout.map((choice, index) => (
          <ShownColumn
            key={choice.name}
            choice={choice}
            first={index === 0}
            label={labelOf(choice.name)}
            last={index === layout.length - 1}
            only={layout.length === 1}
            onChange={(change) =>
              onLayoutChange(
                layout.map((each) => (each.name === choice.name ? Object.assign({}, each, change) : each)),
              )
            }
            onHide={() => onLayoutChange(layout.filter(({ name }) => name !== choice.name))}
            onMove={(by) => onLayoutChange(moveColumn(layout, choice.name, by))}
          />
        ))}
        {hidden.map(({ name, label }) => (
          <li key={name} className="tl-reset tl:flex tl:min-h-9 tl:items-center tl:gap-3">
            <ShowBox label={label} shown={false} onChange={() => onLayoutChange([...layout, { name }])} />
          </li>
        ))}
      </ul>
      <div className="tl-reset tl:flex tl:justify-end tl:gap-2">
        {onReset && (
          <Button variant="ghost" onClick={onReset}>
            {table.resetColumns}
          </Button>
        )}
        <Button onClick={() => onOpenChange(false)}>{table.done}</Button>
      </div>
    </DialogPopup>
  )
}

interface ShownColumnProps {
  choice: ColumnLayout[number]
  label: string
  first: boolean
  last: boolean
  only: boolean
  onChange: (change: Partial<ColumnLayout[number]>) => void
  onHide: () => void
  onMove: (by: -1 | 1) => void
}

function ShownColumn({ choice, label, first, last, only, onChange, onHide, onMove }: ShownColumnProps) {
  const { table } = useUiTexts()
  const { pinned = false, size } = choice
  return (
    <li className="tl-reset tl:flex tl:min-h-9 tl:items-center tl:gap-1">
      <ShowBox shown disabled={only} label={label} onChange={onHide} />
      <span className="tl:grow" />
      <input
        aria-label={table.width(label)}
        className="tl:w-20 tl:cursor-pointer tl:accent-primary tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring tl:sm:w-28"
        max={columnSizes.most}
        min={columnSizes.least}
        step={8}
        type="range"
        value={size ?? 176}
        onChange={(event) => onChange({ size: Number(event.target.value) })}
      />
      <IconButton
        aria-pressed={pinned}
        icon={<Icon icon={pinned ? PinOff : Pin} />}
        label={pinned ? table.unpin(label) : table.pin(label)}
        size="sm"
        onClick={() => onChange({ pinned: !pinned })}
      />
      <IconButton
        disabled={first}
        icon={<Icon icon={ArrowUp} />}
        label={table.moveUp(label)}
        size="sm"
        onClick={() => onMove(-1)}
      />
      <IconButton
        disabled={last}
        icon={<Icon icon={ArrowDown} />}
        label={table.moveDown(label)}
        size="sm"
        onClick={() => onMove(1)}
      />
    </li>
  )
}

interface ShowBoxProps {
  label: string
  shown: boolean
  disabled?: boolean
  onChange: () => void
}

function ShowBox({ label, shown, disabled, onChange }: ShowBoxProps) {
  const { table } = useUiTexts()
  return (
    <label className="tl-reset tl:flex tl:min-w-0 tl:cursor-pointer tl:items-center tl:gap-2.5">
      <input
        aria-label={table.show(label)}
        checked={shown}
        className={checkboxClass}
        disabled={disabled}
        type="checkbox"
        onChange={onChange}
      />
      <span aria-hidden className="tl:min-w-0 tl:truncate">
        {label}
      </span>
    </label>
  )
}
