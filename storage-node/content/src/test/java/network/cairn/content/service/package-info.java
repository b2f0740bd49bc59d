/// Tests of the content service over a store on the disk, without a network.
@NullMarked
package network.cairn.content.service;

import org.jspecify.annotations.NullMarked;
