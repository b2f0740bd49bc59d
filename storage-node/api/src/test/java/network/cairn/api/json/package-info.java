/// Tests of the JSON of answers.
@NullMarked
package network.cairn.api.json;

import org.jspecify.annotations.NullMarked;
