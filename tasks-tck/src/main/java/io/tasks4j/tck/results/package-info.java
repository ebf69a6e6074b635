/** For authors of stores: what every store of results, records and locks promises, as tests. */
@NullMarked
package io.tasks4j.tck.results;

import org.jspecify.annotations.NullMarked;
