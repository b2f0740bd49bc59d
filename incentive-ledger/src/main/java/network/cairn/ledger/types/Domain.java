package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import network.cairn.base.hash.Sha256;

/// Every prefix under which the ledger hashes or signs (docs/protocol.md §1). No prefix begins
/// another, so that bytes made for one purpose never serve a second.
public enum Domain {
  TX("tx"),
  ASK("ask"),
  INTENT("intent"),
  ADDR("addr"),
  BIND_PEER("bind-peer"),
  BEACON("beacon"),
  PDP_SEED("pdp-seed"),
  PDP_IDX("pdp-idx"),
  BIND_VALIDATOR("bind-validator"),
  BIND_BEACON("bind-beacon"),
  FOUND_VALIDATOR("found-validator"),
  FOUND_BEACON("found-beacon"),
  TREASURY("treasury"),
  TREASURY_KEY("treasury-key");

  private final String prefix;

  Domain(String name) {
    prefix = "incentive-ledger/" + name + "/1\0";
  }

  /// The prefix, a fresh copy.
  public byte[] bytes() {
    return prefix.getBytes(StandardCharsets.US_ASCII);
  }

  /// What is signed for a body: prefix ‖ u32 length ‖ the exact body bytes.
  public byte[] signBytes(ByteString body) {
    byte[] own = bytes();
    ByteBuffer out = ByteBuffer.allocate(own.length + Integer.BYTES + body.size());
    out.put(own).putInt(body.size());
    body.copyTo(out);
    return out.array();
  }

  /// The body's name: SHA-256 of what is signed.
  public byte[] bodyHash(ByteString body) {
    return Sha256.of(signBytes(body));
  }

  /// What a peer key signs to bind itself to an operator: prefix ‖ chain_ref ‖ address.
  public static byte[] bindPeer(ByteString chainRef, Address operator) {
    return bound(BIND_PEER, chainRef, operator);
  }

  /// What a validator's key signs to bind itself to an operator: prefix ‖ chain_ref ‖ address.
  public static byte[] bindValidator(ByteString chainRef, Address operator) {
    return bound(BIND_VALIDATOR, chainRef, operator);
  }

  /// What a beacon key proves to bind itself to an operator: prefix ‖ chain_ref ‖ address.
  public static byte[] bindBeacon(ByteString chainRef, Address operator) {
    return bound(BIND_BEACON, chainRef, operator);
  }

  /// What the key of a validator of genesis signs to bind itself to an operator before there is a
  /// chain_ref: prefix ‖ SHA-256(chain id) ‖ address.
  public static byte[] foundValidator(String chainId, Address operator) {
    return bound(FOUND_VALIDATOR, hashed(chainId), operator);
  }

  /// What its beacon key proves: prefix ‖ SHA-256(chain id) ‖ address.
  public static byte[] foundBeacon(String chainId, Address operator) {
    return bound(FOUND_BEACON, hashed(chainId), operator);
  }

  /// What a treasury's key signs to be named as one on the chain of one id: prefix ‖ SHA-256(chain
  /// id) ‖ the key's address.
  public static byte[] treasuryKey(String chainId, ByteString pubkey) {
    return bound(TREASURY_KEY, hashed(chainId), Address.ofKey(pubkey));
  }

  private static ByteString hashed(String chainId) {
    return ByteString.copyFrom(Sha256.of(chainId.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] bound(Domain domain, ByteString chainRef, Address operator) {
    return ByteString.copyFrom(domain.bytes())
        .concat(chainRef)
        .concat(operator.bytes())
        .toByteArray();
  }

  /// What the beacon of height `height` is proved over: prefix ‖ chain_ref ‖ u64 height ‖ R of the
  /// height before.
  public static byte[] beaconAlpha(ByteString chainRef, long height, ByteString before) {
    byte[] own = BEACON.bytes();
    ByteBuffer out = ByteBuffer.allocate(own.length + chainRef.size() + Long.BYTES + before.size());
    out.put(own).put(chainRef.toByteArray()).putLong(height).put(before.toByteArray());
    return out.array();
  }
}
