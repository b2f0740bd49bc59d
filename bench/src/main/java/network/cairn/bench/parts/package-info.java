/// Single parts, measured alone in one process: hashing, commitments, proofs, codecs, sealing, one
/// connection.
///
/// Comes in: nothing. Goes out: rates, by JMH ([PartsBenchmark]) or by a plain loop
/// ([MeasureParts]) where its generated code is not at hand. Never compares with anybody: that
/// needs whole processes.
@NullMarked
package network.cairn.bench.parts;

import org.jspecify.annotations.NullMarked;
