import { writeFileSync } from 'node:fs';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { readCatalogueFiles } from '#src/procedures/files.ts';
import { packClassifiers } from '#src/text/classifier.ts';
import { MODEL_FILE } from './language.ts';
import { trainingHash, trainModels } from './training.ts';

/** `npm run train`: writes prisma/language/model.bin from the catalogue's words and the language data. */
const catalogue = catalogueFromFiles(readCatalogueFiles());
const models = trainModels(catalogue, (line) => console.log(line));
const file = packClassifiers(models, { trainedOn: trainingHash(catalogue) });
writeFileSync(MODEL_FILE, file);
console.log(`prisma/language/model.bin: ${Math.round(file.length / 1024)} kB`);
