import { tanstack } from '../src/libraries/tanstack.ts'
import { findOut } from './find-out.ts'

findOut(tanstack, 'tanstack')
