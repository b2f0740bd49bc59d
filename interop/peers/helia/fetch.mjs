// Fetches by @helia/verified-fetch from whom one door names: fetch.mjs DOOR CID[/PATH] FILE
import { writeFile } from 'node:fs/promises'
import { createVerifiedFetch } from '@helia/verified-fetch'

const [door, path, file] = process.argv.slice(2)
const verifiedFetch = await createVerifiedFetch({
  gateways: [door],
  routers: [door],
  allowInsecure: true,
  allowLocal: true,
  libp2pConfig: { addresses: { listen: [] }, peerDiscovery: [] }
})
const response = await verifiedFetch(`ipfs://${path}`, { signal: AbortSignal.timeout(120_000) })
if (!response.ok) {
  throw new Error(`${response.status} ${response.statusText}: ${await response.text()}`)
}
await writeFile(file, new Uint8Array(await response.arrayBuffer()))
process.exit(0)
