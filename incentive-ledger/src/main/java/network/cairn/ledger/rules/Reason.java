package network.cairn.ledger.rules;

/// Why a transaction failed or was void. Stands in the log, is never hashed.
public enum Reason {
  NONE,
  NOT_CANONICAL,
  WRONG_CHAIN,
  EXPIRED,
  WRONG_LANE,
  WRONG_NONCE,
  WRONG_COUNT,
  NOT_ALONE,
  BAD_SIGNATURE,
  FEE_NOT_COVERED,
  OUT_OF_RANGE,
  INSUFFICIENT_FUNDS,
  NOT_PERMITTED,
  NOT_FOUND,
  ALREADY_EXISTS,
  WRONG_STATE,
  WRONG_INTENT,
  BARRED,
  CONFLICT,
  TOO_SMALL,
  BAD_PROOF,
  TOO_LATE,
  TOO_EARLY,
  NEXT_BLOCK
}
