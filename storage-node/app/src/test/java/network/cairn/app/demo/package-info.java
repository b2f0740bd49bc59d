/// Tests of how the demo tells, waits, fails and counts.
@NullMarked
package network.cairn.app.demo;

import org.jspecify.annotations.NullMarked;
