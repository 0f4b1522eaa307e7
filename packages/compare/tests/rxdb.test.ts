import { rxdb } from '../src/libraries/rxdb.ts'
import { findOut } from './find-out.ts'

findOut(rxdb, 'rxdb')
