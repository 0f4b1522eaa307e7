'use client'

import { Button, Icon, IconButton, useUiTexts } from '@throughline/ui'
import { ChartColumn, Columns3, Download, ListFilter, Upload } from 'lucide-react'
import { useDemoTexts } from '../../texts/demo-texts.ts'

/** What the directory opens. */
export type Panel = 'columns' | 'filters' | 'import'

interface ToolsProps {
  filterCount: number
  insights: boolean
  onOpen: (panel: Panel) => void
  onInsights: (shown: boolean) => void
  onExport: () => void
}

/** The buttons above the table. */
export function Tools({ filterCount, insights, onOpen, onInsights, onExport }: ToolsProps) {
  const texts = useDemoTexts().directory
  const { filters } = useUiTexts()
  return (
    <div className="flex items-center gap-1">
      <Button
        icon={<Icon icon={ListFilter} size="sm" />}
        size="sm"
        variant="outline"
        onClick={() => onOpen('filters')}
      >
        {texts.filters}
        {filterCount > 0 && (
          <span className="tabular-nums" title={filters.titleWith(filterCount)}>
            {filterCount}
          </span>
        )}
      </Button>
      <IconButton
        icon={<Icon icon={Columns3} />}
        label={texts.columns}
        size="sm"
        onClick={() => onOpen('columns')}
      />
      <IconButton
        aria-pressed={insights}
        icon={<Icon icon={ChartColumn} />}
        label={texts.insights}
        size="sm"
        onClick={() => onInsights(!insights)}
      />
      <IconButton icon={<Icon icon={Download} />} label={texts.export} size="sm" onClick={onExport} />
      <IconButton
        icon={<Icon icon={Upload} />}
        label={texts.import}
        size="sm"
        onClick={() => onOpen('import')}
      />
    </div>
  )
}
