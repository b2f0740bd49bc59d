// One Helia node, driven by JSON lines: {"id":1,"op":"...",...} on stdin, {"id":1,...} on stdout.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'

// The modules are installed elsewhere: argv[2] is the folder that holds node_modules.
const require = createRequire(pathToFileURL(join(process.argv[2], 'package.json')))
const load = async (name) => import(pathToFileURL(resolveModule(name)))

function resolveModule (name) {
  const folder = join(process.argv[2], 'node_modules', ...name.split('/'))
  const { exports, main } = require(join(folder, 'package.json'))
  const entry = exports?.['.'] ?? exports
  const file = typeof entry === 'string' ? entry : (entry?.import?.default ?? entry?.import ?? entry?.default ?? main)
  return join(folder, file)
}

const { withBitswap } = await load('@helia/bitswap')
const { withLibp2pLight } = await load('@helia/libp2p')
const { createHeliaLight } = await load('helia')
const { unixfs } = await load('@helia/unixfs')
const { tcp } = await load('@libp2p/tcp')
const { webSockets } = await load('@libp2p/websockets')
const { noise } = await load('@libp2p/noise')
const { tls } = await load('@libp2p/tls')
const { yamux } = await load('@libp2p/yamux')
const { identify } = await load('@libp2p/identify')
const { ping } = await load('@libp2p/ping')
const { delegatedRoutingV1HttpApiClient } = await load('@helia/delegated-routing-v1-http-api-client')
const { peerIdFromCID, peerIdFromString } = await load('@libp2p/peer-id')
const { multiaddr } = await load('@multiformats/multiaddr')
const { CID } = await load('multiformats')

// argv[3] is the only way that it has to carry connections.
const way = {
  noise: { listen: '/ip4/127.0.0.1/tcp/0', transport: tcp(), security: [noise()] },
  tls: { listen: '/ip4/127.0.0.1/tcp/0', transport: tcp(), security: [tls()] },
  ws: { listen: '/ip4/127.0.0.1/tcp/0/ws', transport: webSockets(), security: [noise()] }
}[process.argv[3] ?? 'noise']

// How long Helia waits for anything before it gives the connection up: a busy machine keeps it longer than its 5 s.
const patience = 60_000

const helia = await withBitswap(withLibp2pLight(createHeliaLight({}), {
  addresses: { listen: [way.listen] },
  transports: [way.transport],
  connectionEncrypters: way.security,
  streamMuxers: [yamux()],
  peerDiscovery: [],
  connectionGater: { denyDialMultiaddr: () => false },
  connectionManager: {
    dialTimeout: patience,
    addressDialTimeout: patience,
    inboundUpgradeTimeout: patience,
    inboundStreamProtocolNegotiationTimeout: patience,
    outboundStreamProtocolNegotiationTimeout: patience
  },
  connectionMonitor: { pingTimeout: { minTimeout: patience } },
  services: { identify: identify({ timeout: patience }), ping: ping({ timeout: patience }) }
}), { messageReceiveTimeout: patience, messageSendTimeout: patience }).start()
const fs = unixfs(helia)

async function * files (path) {
  for (const name of (await readdir(path)).sort()) {
    yield { path: name, content: createReadStream(join(path, name)) }
  }
}

async function digest (stream) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of stream) {
    hash.update(chunk)
    size += chunk.byteLength
  }
  return { sha256: hash.digest('hex'), size }
}

const ops = {
  addresses: async () => ({
    peer: helia.libp2p.peerId.toString(),
    addresses: helia.libp2p.getMultiaddrs().map(String)
  }),
  dial: async ({ address }) => {
    const connection = await helia.libp2p.dial(multiaddr(address))
    return { peer: connection.remotePeer.toString() }
  },
  ways: async ({ peer }) => ({
    ways: helia.libp2p.getConnections().filter(c => c.remotePeer.toString() === peer)
      .map(c => `${c.remoteAddr} ${c.encryption} ${c.multiplexer}`)
  }),
  ping: async ({ address }) => ({ millis: await helia.libp2p.services.ping.ping(multiaddr(address)) }),
  protocols: async ({ peer }) => {
    const found = (await helia.libp2p.peerStore.all()).find(p => p.id.toString() === peer)
    return { protocols: found?.protocols ?? [] }
  },
  // Who has a block and where a peer is, as an HTTP router says.
  route: async ({ url, cid, peer }) => {
    const router = delegatedRoutingV1HttpApiClient({ url })({ logger: helia.logger })
    const told = async (records) => {
      const all = []
      for await (const { ID, Addrs } of records) all.push({ peer: ID.multihash ? peerIdFromCID(ID).toString() : ID.toString(), addresses: Addrs.map(String) })
      return all
    }
    return {
      providers: await told(router.getProviders(CID.parse(cid))),
      places: await told(router.getPeers(peerIdFromString(peer)))
    }
  },
  add: async ({ path }) => ({ cid: (await fs.addByteStream(createReadStream(path))).toString() }),
  addDirectory: async ({ path }) => {
    let root
    for await (const entry of fs.addAll(files(path), { wrapWithDirectory: true })) {
      root = entry.cid
    }
    return { cid: root.toString() }
  },
  cat: async ({ cid }) => digest(fs.cat(CID.parse(cid), { signal: AbortSignal.timeout(600_000) })),
  // Every entry with its content: the sum over the digests of "name sha256" lines, sorted.
  readDirectory: async ({ cid, width }) => {
    const signal = AbortSignal.timeout(600_000)
    const lines = []
    const running = new Set()
    for await (const entry of fs.ls(CID.parse(cid), { signal })) {
      const work = digest(fs.cat(entry.cid, { signal })).then(({ sha256 }) => lines.push(`${entry.name} ${sha256}\n`))
      running.add(work)
      work.then(() => running.delete(work), () => {})
      if (running.size >= width) await Promise.race(running)
    }
    await Promise.all(running)
    return { entries: lines.length, sha256: createHash('sha256').update(lines.sort().join('')).digest('hex') }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  Promise.resolve()
    .then(() => ops[request.op](request))
    .then(answer => console.log(JSON.stringify({ id: request.id, ...answer })))
    .catch(error => console.log(JSON.stringify({ id: request.id, error: String(error.stack ?? error) })))
}
await helia.stop()
process.exit(0)
