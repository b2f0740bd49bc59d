// Runs groups of interface-ipfs-core against a program with Kubo's command line, and writes what became of each test.
//
//   node suite.mjs PROGRAM RESULTS FIXTURES CARS [GROUP ...]
//
// PROGRAM is called as Kubo's tools call `ipfs`: init, daemon, IPFS_PATH. FIXTURES and CARS are folders of the shared
// vectors, from which what the tests read is laid out beside the installed suite.
import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Mocha from 'mocha'

const [program, results, fixtures, cars, ...wanted] = process.argv.slice(2)
const GROUPS = ['root', 'pin', 'dag', 'block', 'config', 'swarm', 'repo', 'key', 'ping', 'miscellaneous', 'stats',
  'bitswap', 'bootstrap']

// What no run can judge: it waits minutes for a request and its answer to stream past each other, which no client of
// either program does over HTTP/1.1, or needs a pinning service.
const SKIPPED = ['should support bidirectional streaming', 'should error during add-all stream', 'remote']
const groups = wanted.length > 0 ? wanted : GROUPS
const START = 60_000
const TEST = 10_000
const LONGEST = 30_000
// Many tests of pins want a file whose bytes are not among the vectors, and wait for it in vain.
const LONGEST_OF_PINS = 5_000
let longest = LONGEST

const suiteFolder = dirname(dirname(fileURLToPath(import.meta.resolve('interface-ipfs-core'))))

// Some tests would wait ten minutes for what fails; hooks start nodes, which takes what it takes.
const settle = Mocha.Runnable.prototype.timeout
Mocha.Runnable.prototype.timeout = function (...given) {
  return settle.apply(this, given.map(ms => this.type === 'hook' ? Math.min(START, 4 * longest) : Math.min(Number(ms), longest)))
}

async function layOut () {
  const to = join(suiteFolder, 'test', 'fixtures')
  await rm(to, { recursive: true, force: true })
  await mkdir(join(to, 'car'), { recursive: true })
  await cp(fixtures, to, { recursive: true })
  for (const folder of ['test-folder', 'hidden-files-folder']) {
    const link = join(to, folder, 'hello-link')
    await rm(link, { force: true })
    await symlink('files/hello.txt', link)
  }
  // A file that the vectors may not have: most tests only add it, those of pins want its own bytes.
  await writeFile(join(to, 'test-folder', 'ipfs-add.js'), '// a file to add\n', { flag: 'wx' }).catch(() => {})
  await cp(join(to, 'test-folder'), join(to, 'weird name folder [v0]'), { recursive: true })
  const from = join(cars, 'kubo-rpc-client')
  for (const car of ['combined_naked_roots_genesis_and_128', 'lotus_devnet_genesis',
    'lotus_devnet_genesis_shuffled_nulroot', 'lotus_testnet_export_256_multiroot']) {
    await cp(join(from, car + '.car'), join(to, 'car', car + '.car'))
  }
  await cp(join(cars, 'go-car', 'sample-v1.car'), join(to, 'car', 'lotus_testnet_export_128.car'))
}

// What the tests fetch by HTTP: a text, or a redirect to it.
function echo () {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1')
    if (url.pathname === '/redirect') {
      response.writeHead(302, { location: url.searchParams.get('to') }).end()
    } else {
      response.end(url.searchParams.get('data') ?? '')
    }
  })
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)))
}

const running = new Set()

async function startNode (given = {}) {
  const home = await mkdtemp(join(tmpdir(), 'interface-core-'))
  const env = { ...process.env, IPFS_PATH: home }
  await promisify(execFile)(program, ['init', '--profile=test'], { env })
  const file = join(home, 'config')
  const config = JSON.parse(await readFile(file, 'utf8'))
  merge(config, given.config ?? {})
  await writeFile(file, JSON.stringify(config, null, 2))
  const args = ['daemon', ...(given.offline === true ? ['--offline'] : [])]
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const node = { home, child }
  running.add(node)
  await ready(child)
  const address = (await readFile(join(home, 'api'), 'utf8')).trim()
  const { create } = await import('kubo-rpc-client')
  const token = await readFile(join(home, 'token'), 'utf8').then(t => t.trim(), () => '')
  const [, , host, , port] = address.split('/')
  const api = create({
    url: `http://${host}:${port}/api/v0`,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` }
  })
  const { id, addresses } = given.offline === true ? { addresses: [] } : await api.id()
  return { ...node, api: Object.assign(api, { peerId: { id, addresses } }), peer: { id, addresses } }
}

function merge (into, from) {
  for (const [key, value] of Object.entries(from)) {
    const below = value !== null && typeof value === 'object' && !Array.isArray(value)
    if (below && into[key] !== null && typeof into[key] === 'object') {
      merge(into[key], value)
    } else {
      into[key] = value
    }
  }
}

function ready (child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the daemon is not ready in time')), START)
    let seen = ''
    child.stdout.on('data', bytes => {
      seen += bytes
      if (seen.includes('Daemon is ready')) {
        clearTimeout(late)
        resolve()
      }
    })
    child.once('exit', code => reject(new Error(`the daemon ended with ${code}: ${seen}`)))
  })
}

async function stopNode (node) {
  running.delete(node)
  const gone = new Promise(resolve => node.child.once('exit', resolve))
  if (node.child.exitCode === null && node.child.signalCode === null) {
    node.child.kill('SIGTERM')
    const late = setTimeout(() => node.child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(late)
  }
  await rm(node.home, { recursive: true, force: true, maxRetries: 3 })
}

const factory = {
  async spawn (options = {}) {
    const node = await startNode({ ...options.ipfsOptions, offline: options.ipfsOptions?.offline })
    return { ...node, stop: () => stopNode(node) }
  },
  async clean () {
    await Promise.all([...running].map(stopNode))
  }
}

async function run () {
  await layOut()
  const server = await echo()
  process.env.ECHO_SERVER = `http://127.0.0.1:${server.address().port}`
  process.env.PINNING_SERVICE_ENDPOINT = 'http://127.0.0.1:1'
  process.env.PINNING_SERVICE_KEY = 'none'
  const suite = await import('interface-ipfs-core')
  const tests = []
  for (const group of groups) {
    longest = group === 'pin' ? LONGEST_OF_PINS : LONGEST
    const mocha = new Mocha({ timeout: Math.min(TEST, longest), reporter: function () {} })
    mocha.suite.emit('pre-require', globalThis, '', mocha)
    suite[group](factory, { skip: SKIPPED })
    const began = Date.now()
    const failures = new Map()
    await new Promise(resolve => {
      const runner = mocha.run(resolve)
      runner.on('fail', (test, error) => failures.set(test, error))
    })
    const titles = new Map()
    mocha.suite.eachTest(test => {
      if (test.pending && test.fn === undefined) {
        return
      }
      const title = test.fullTitle()
      const times = (titles.get(title) ?? 0) + 1
      titles.set(title, times)
      const error = failures.get(test)
      tests.push({
        group,
        title: times === 1 ? title : `${title} #${times}`,
        state: test.isPending() ? 'skipped' : test.state === 'passed' ? 'passed' : 'failed',
        took: test.duration ?? 0,
        why: error === undefined ? (test.state === undefined ? 'not reached' : '') : String(error.message).slice(0, 500)
      })
    })
    for (const [test, error] of failures) {
      if (test.type === 'hook') {
        console.error(`${group}: ${test.fullTitle()}: ${error.message}`)
      }
    }
    await factory.clean()
    const of = tests.filter(t => t.group === group)
    const passed = of.filter(t => t.state === 'passed').length
    const failed = of.filter(t => t.state === 'failed').length
    await writeFile(results, JSON.stringify(tests, null, 1) + '\n')
    console.log(`${group}: ${passed} passed, ${failed} failed, ${((Date.now() - began) / 1000).toFixed(0)} s`)
  }
  server.close()
}

process.on('exit', () => running.forEach(node => node.child.kill('SIGKILL')))
await run()
process.exit(0)
