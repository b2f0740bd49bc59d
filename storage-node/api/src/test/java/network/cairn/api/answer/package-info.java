/// Tests of answers.
@NullMarked
package network.cairn.api.answer;

import org.jspecify.annotations.NullMarked;
