export {
  anyBody,
  anyCounts,
  anyFact,
  anyJson,
  anySource,
  anySubject,
  anyTallies,
  anyText,
  controlIdOf,
} from './arbitraries.js';
