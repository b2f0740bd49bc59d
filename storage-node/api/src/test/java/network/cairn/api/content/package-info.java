/// Tests of requests.
@NullMarked
package network.cairn.api.content;

import org.jspecify.annotations.NullMarked;
