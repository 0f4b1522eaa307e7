import { throughline } from '../src/libraries/throughline.ts'
import { findOut } from './find-out.ts'

findOut(throughline, 'throughline')
