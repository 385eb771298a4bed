"""For each check and language: snippets in which a rule must fire, and decoys in which none may."""

CP = "const { exec, spawn } = require('child_process');\n"
HTTP = 'package a\n\nimport "net/http"\n'

# (language, check): snippets. The rule must fire exactly once in each.
BAD = {
    ("javascript", "security.tls-verified"): [
        "https.get(url, { rejectUnauthorized: false });",
        "const o = { 'strictSSL': false };",
        "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';",
        "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0;",
    ],
    ("javascript", "security.tls-current"): ["tls.connect({ minVersion: 'TLSv1' });"],
    ("javascript", "security.strong-hashes"): [
        "const h = crypto.createHash('md5').update(password).digest('hex');",
        "function hashPassword(p) { return createHash('sha1').update(p).digest(); }",
    ],
    ("javascript", "security.no-weak-ciphers"): [
        "crypto.createCipheriv('des-ede3', k, iv);",
        "crypto.createCipher('aes-256-cbc', k);",
    ],
    ("javascript", "security.no-shell-injection"): [
        CP + "function f(b) { exec(`git checkout ${b}`); }",
        CP + "function f(b) { const c = 'git log ' + b; exec(c); }",
        "import cp from 'node:child_process';\nfunction f(b) { cp.execSync('rm ' + b); }",
        CP + "function f(b) { spawn(`ls ${b}`, { shell: true }); }",
    ],
    ("javascript", "security.no-dynamic-code"): [
        "function f(x) { return eval(x); }",
        "app.post('/', (req) => eval(req.body.tax));",
        "function f(x) { return new Function('a', 'return ' + x); }",
    ],
    ("javascript", "security.safe-deserialisation"): ["const s = require('node-serialize');"],
    ("javascript", "security.safe-archives"): [
        "const yauzl = require('yauzl');\nfunction f(e) { return path.join(d, e.fileName); }"
    ],
    ("javascript", "security.file-modes"): ["fs.chmodSync(p, 0o777);", "fs.chmod(p, '666', cb);"],
    ("javascript", "security.safe-temp-files"): ["const tmp = require('tmp');\ntmp.tmpNameSync();"],
    ("javascript", "security.encrypted-protocols"): ["import Client from 'ftp';"],
    ("javascript", "security.safe-xml"): [
        "const x = require('libxmljs');\nx.parseXml(s, { noent: true });"
    ],
    ("javascript", "security.templates-escaped"): [
        "function f(u) { el.innerHTML = `<b>${u.name}</b>`; }",
        "const swig = require('swig');\nswig.setDefaults({ autoescape: false });",
        "function F(props) { return <p dangerouslySetInnerHTML={{ __html: props.text }} />; }",
    ],
    ("javascript", "security.sql-parameterised"): [
        "function f(id) { return db.query(`SELECT * FROM a WHERE id = ${id}`); }",
        'function f(req) { db.all("SELECT * FROM a WHERE n = \'" + req.body.n + "\'"); }',
        "function f(id) { const q = 'DELETE FROM a WHERE id=' + id; db.execute(q); }",
    ],
    ("javascript", "supply.models-pinned"): [
        "import { pipeline } from '@huggingface/transformers';\npipeline('a');"
    ],
    ("javascript", "recovery.timeouts-set"): [
        "const axios = require('axios');\naxios.get(url);",
        "const http = require('http');\nhttp.get(url, f);",
        "async function f() { return await fetch(url); }",
    ],
    ("javascript", "recovery.errors-not-swallowed"): [
        "function f() { try { send(a); log(b); } catch (e) {} }",
        "function f() { if (!o.ignoreErrors) { try { send(a); log(b); } catch (e) {} } }",
        "send(a).catch(() => {});",
    ],
    ("javascript", "recovery.retries-bounded"): [
        "async function f() { while (true) { try { x = await g(); break; } catch (e) {} } }",
        "async function f() { for (;;) { try { return await g(); } catch (e) {} } }",
        "async function f() { let remaining = 5; while (true) { try { return await g(); }"
        " catch (e) { if (!remaining) throw e; await sleep(9); } } }",
        "async function f() { let attempts = 0; for (;;) { try { await g(); break; }"
        " catch (e) { if (attempts >= 3) { throw e; } await sleep(9); } } }",
    ],
    ("javascript", "observability.no-secrets-logged"): [
        "function f(password) { console.info(`login with ${password}`); }",
        "function f(c) { this.logger.debug('login', c.apiKey); }",
        "function f(user) { console.error('login ' + user.password); }",
        "function f(password) { console.log({ user, password }); }",
        "logger.info(`connecting to ${process.env.DATABASE_URL}`);",
        "app.use((req) => log.debug(req.headers.authorization));",
        "const jwt = require('jsonwebtoken');\nfunction f(token) { logger.info('t', token); }",
    ],
    ("javascript", "tests.assertions-meant"): [
        "it('adds', () => { expect(total); });\nit('b', () => { expect(b).toBe(1); });\n",
    ],
    ("javascript", "tests.compared-with-another"): [
        "it('adds', () => { expect(order.total).toBe(order.total); });",
        "it('adds', () => { expect(total).to.equal(total); });",
        "it('adds', () => { expect(rows[0]).to.deep.equal(rows[0]); });",
        "test('adds', () => { assert.deepStrictEqual(total, total); });",
    ],
    ("javascript", "tests.no-sleep"): [
        "it('a', async () => { await new Promise(r => setTimeout(r, 2000)); });",
        "it('a', async () => { await sleep(1_000); });",
    ],
    ("javascript", "tests.none-skipped"): ["it.only('a', () => { f(); });"],
    ("go", "security.tls-verified"): [
        "package a\n\nvar c = &tls.Config{InsecureSkipVerify: true}\n",
        "package a\n\nfunc f() { c.InsecureSkipVerify = true }\n",
    ],
    ("go", "security.tls-current"): [
        "package a\n\nvar c = &tls.Config{MinVersion: tls.VersionTLS10}\n"
    ],
    ("go", "security.strong-hashes"): [
        'package a\n\nimport "crypto/md5"\n\n'
        "func f(password string) { x := md5.Sum([]byte(password)) }\n"
    ],
    ("go", "security.no-weak-ciphers"): [
        'package a\n\nimport "crypto/des"\n\nfunc f() { des.NewCipher(k) }\n',
        'package a\n\nimport "crypto/rsa"\n\nfunc f() { rsa.GenerateKey(r, 1024) }\n',
    ],
    ("go", "security.ssh-host-keys"): ["package a\n\nvar k = ssh.InsecureIgnoreHostKey()\n"],
    ("go", "security.no-shell-injection"): [
        'package a\n\nimport "os/exec"\n\n'
        'func f(b string) { exec.Command("sh", "-c", "git "+b) }\n',
        'package a\n\nimport "os/exec"\n\nfunc f(b string) {\n'
        '\tcmd := fmt.Sprintf("git %s", b)\n\texec.CommandContext(ctx, "bash", "-c", cmd)\n}\n',
    ],
    ("go", "security.safe-archives"): [
        'package a\n\nimport "archive/zip"\n\nfunc g(f *zip.File) { filepath.Join(d, f.Name) }\n'
    ],
    ("go", "security.file-modes"): ["package a\n\nfunc f() { os.Chmod(p, 0777) }\n"],
    ("go", "security.encrypted-protocols"): ['package a\n\nimport "github.com/jlaffaye/ftp"\n'],
    ("go", "security.templates-escaped"): [
        'package a\n\nimport "text/template"\n\nfunc f(w http.ResponseWriter) { t.Execute(w, x) }\n'
    ],
    ("go", "security.no-debug"): ["package a\n\nfunc f() { gin.SetMode(gin.DebugMode) }\n"],
    ("go", "security.sql-parameterised"): [
        'package a\n\nfunc f(id string) { db.Query("SELECT a FROM b WHERE c = \'" + id + "\'") }\n',
        "package a\n\nfunc f(id string) {\n"
        '\tdb.ExecContext(ctx, fmt.Sprintf("DELETE FROM b WHERE c = %s", id))\n}\n',
    ],
    ("go", "recovery.timeouts-set"): [
        HTTP + "\nfunc f() { http.Get(url) }\n",
        HTTP + "\nvar c = &http.Client{}\n",
    ],
    ("go", "recovery.errors-not-swallowed"): [
        "package a\n\nfunc f() { if err != nil {\n\t}\n}\n",
        "package a\n\nfunc f() {\n\tdefer func() { recover() }()\n\tg()\n}\n",
    ],
    ("go", "recovery.retries-bounded"): [
        "package a\n\nfunc f() {\n\tfor {\n\t\tif err := g(); err == nil {\n\t\t\tbreak\n"
        "\t\t}\n\t}\n}\n",
        "package a\n\nfunc f() x {\n\tfor {\n\t\tr, err := g()\n\t\tif err == nil {\n"
        "\t\t\treturn r\n\t\t}\n\t}\n}\n",
    ],
    ("go", "observability.no-secrets-logged"): [
        'package a\n\nfunc f(password string) { log.Printf("%s", password) }\n',
        'package a\n\nfunc f() { s.logger.Info("login", "secret", cfg.ClientSecret) }\n',
        'package a\n\nfunc f() { logger.Info("login", zap.String("key", cfg.APIKey)) }\n',
        'package a\n\nfunc f() { log.Println(fmt.Sprintf("connecting to %s", redisURL)) }\n',
        'package a\n\nfunc f() { log.Info().Str("password", password).Msg("login") }\n',
        'package a\n\nfunc f() { log.WithFields(logrus.Fields{"p": password}).Info("login") }\n',
        'package a\n\nfunc f() { log.Println("db: " + os.Getenv("DB_PASSWORD")) }\n',
    ],
    ("go", "tests.assertions-meant"): [
        "package a\n\nfunc TestTotal(t *testing.T) {\n"
        "\tExpect(got == 1)\n\tExpect(got).To(Equal(1))\n}\n",
    ],
    ("go", "tests.compared-with-another"): [
        "package a\n\nfunc TestTotal(t *testing.T) { assert.Equal(t, o.Total, o.Total) }\n",
        'package a\n\nfunc TestTotal(t *testing.T) { require.Equal(t, got, got, "total") }\n',
        "package a\n\nfunc (s *Suite) TestTotal() { s.Require().Equal(got, got) }\n",
        "package a\n\nfunc TestTotal(t *testing.T) {\n"
        "\tif !reflect.DeepEqual(got, got) {\n\t\tt.Fatal()\n\t}\n}\n",
    ],
    ("go", "tests.no-sleep"): [
        "package a\n\nfunc TestX(t *testing.T) { time.Sleep(2 * time.Second) }\n",
        "package a\n\nfunc TestX(t *testing.T) { time.Sleep(time.Second) }\n",
    ],
    ("java", "security.tls-verified"): [
        "class A { public void checkServerTrusted(X509Certificate[] c, String a) { } }",
        "class A { void f() { c.setHostnameVerifier((h, s) -> true); } }",
        "class A { Object o = new NoopHostnameVerifier(); }",
        "class A { Object o = NoopHostnameVerifier.INSTANCE; }",
    ],
    ("java", "security.tls-current"): ['class A { Object o = SSLContext.getInstance("TLSv1"); }'],
    ("java", "security.strong-hashes"): [
        "class A { byte[] hashPassword(String p) {"
        ' return MessageDigest.getInstance("MD5").digest(p); } }'
    ],
    ("java", "security.no-weak-ciphers"): [
        'class A { Object o = Cipher.getInstance("DES/CBC/PKCS5Padding"); }',
        'class A { Object o = Cipher.getInstance("AES/ECB/PKCS5Padding"); }',
    ],
    ("java", "security.ssh-host-keys"): [
        'class A { void f() { c.setProperty("StrictHostKeyChecking", "no"); } }'
    ],
    ("java", "security.no-shell-injection"): [
        'class A { void f(String b) { r.exec(new String[] {"sh", "-c", "git " + b}); } }',
        'class A { void f(String b) { new ProcessBuilder("bash", "-c", "git " + b); } }',
    ],
    ("java", "security.no-dynamic-code"): [
        "import javax.script.ScriptEngine;\nclass A { void f(String s) { engine.eval(s); } }"
    ],
    ("java", "security.safe-deserialisation"): [
        "class A { void f() { new ObjectInputStream(socket.getInputStream()).readObject(); } }"
    ],
    ("java", "security.safe-archives"): [
        "import java.util.zip.ZipEntry;\nclass A { void f() { new File(dir, entry.getName()); } }"
    ],
    ("java", "security.file-modes"): [
        'class A { void f() { PosixFilePermissions.fromString("rwxrwxrwx"); } }',
        "class A { void f() { file.setWritable(true, false); } }",
    ],
    ("java", "security.encrypted-protocols"): ["import org.apache.commons.net.ftp.FTPClient;"],
    ("java", "security.safe-xml"): ["class A { Object o = DocumentBuilderFactory.newInstance(); }"],
    ("java", "security.sql-parameterised"): [
        'class A { void f(String id) { s.executeQuery("SELECT a FROM b WHERE c = " + id); } }',
        "class A { void f(String id) {\n"
        '  String q = "SELECT a FROM b WHERE c = \'" + id + "\'";\n  s.prepareStatement(q);\n} }',
    ],
    ("java", "recovery.timeouts-set"): [
        "import java.net.URL;\n"
        "class A { void f() { c = (HttpURLConnection) url.openConnection(); } }",
        "class A { Object c = HttpClient.newHttpClient(); }",
        "class A { Object c = new RestTemplate(); }",
    ],
    ("java", "recovery.errors-not-swallowed"): [
        "class A { void f() { try { send(a); log(b); } catch (Exception e) { } } }",
        "class A { void f() { try { a(); } catch (Exception e) { e.printStackTrace(); } } }",
    ],
    ("java", "recovery.retries-bounded"): [
        "class A { int f() { while (true) { try { return g(); } catch (Exception e) { } } } }"
    ],
    ("java", "tests.assertions-meant"): [
        "class A { @Test void total() { assertThat(order.total == 1); } }",
    ],
    ("java", "tests.compared-with-another"): [
        "class A { @Test void total() { assertEquals(order.total, order.total); } }",
        "class A { @Test void total() { assertThat(total).isEqualTo(total); } }",
    ],
    ("java", "observability.no-secrets-logged"): [
        'class A { void f() { log.info("login {}", password); } }',
        'class A { void f() { LOGGER.warn("login " + user.getPassword()); } }',
        'class A { void f() { this.logger.debug(String.format("db %s", config.dbUrl)); } }',
    ],
    ("java", "tests.no-sleep"): [
        "class A { @Test void f() { Thread.sleep(2000); } }",
        "class A { @Test void f() { TimeUnit.SECONDS.sleep(2); } }",
    ],
    ("rust", "security.tls-verified"): [
        "fn f() { c.danger_accept_invalid_certs(true); }",
        "fn f() { c.set_verify(SslVerifyMode::NONE); }",
    ],
    ("rust", "security.tls-current"): ["fn f() { c.min_tls_version(tls::Version::TLS_1_0); }"],
    ("rust", "security.strong-hashes"): [
        "fn f(password: &str) { let h = md5::compute(password); }"
    ],
    ("rust", "security.no-weak-ciphers"): ["use rc4::Rc4;\nfn f() { Rc4::new(k); }"],
    ("rust", "security.no-shell-injection"): [
        'fn f(b: &str) { Command::new("sh").arg("-c").arg(format!("git {}", b)).output(); }'
    ],
    ("rust", "security.safe-archives"): [
        "use zip::ZipArchive;\nfn f() { let p = dir.join(file.name()); }"
    ],
    ("rust", "security.file-modes"): ["fn f() { p.set_mode(0o777); }"],
    ("rust", "security.sql-parameterised"): [
        "fn f(id: &str) { sqlx::query(&format!(\"SELECT a FROM b WHERE c = '{}'\", id)); }",
        'fn f(v: &str) { sql_query(format!("SELECT a FROM b WHERE c = {x}", x = v)); }',
    ],
    ("rust", "recovery.timeouts-set"): ["async fn f() { reqwest::get(url).await; }"],
    ("rust", "tests.compared-with-another"): [
        "#[cfg(test)]\nmod tests {\n    #[test]\n"
        "    fn total() { assert_eq!(o.total, o.total); }\n}\n"
    ],
    ("rust", "tests.no-sleep"): ["#[test]\nfn t() { thread::sleep(Duration::from_secs(2)); }"],
    ("shell", "security.no-dynamic-code"): ['eval "$1"\n'],
    ("shell", "security.tls-verified"): [
        "curl -sk https://a.example/x\n",
        "wget --no-check-certificate https://a.example/x\n",
    ],
    ("shell", "security.ssh-host-keys"): ["ssh -o StrictHostKeyChecking=no a.example\n"],
    ("shell", "security.file-modes"): ["chmod 777 data\n", "chmod a+rw data\n"],
    ("shell", "security.safe-temp-files"): ["x=$(mktemp -u)\n"],
}

# Snippets that look like a defect and are none: no rule of their language may fire.
DECOYS = {
    "javascript": [
        "it('adds', () => { expect(total).to.be.true; });",
        "it('adds', () => { expect.assertions(1); expect(a).toBe(1); });",
        "function expect(token) { take(token); }\nit('a', () => { expect('('); });",
        "it('is the same', () => { expect(store.rows).toBe(store.rows); });",
        "describe('toEqual', () => { it('a', () => { expect(x).toEqual(x); }); });",
        "it('adds', () => { expect(next()).toBe(next()); expect(a).not.toBe(a); });",
        "it('adds', () => { expect(() => assert.equal(a, a)).toThrow(); expect(NaN).toBe(NaN); });",
        "it('adds', () => { assert.equal(a.b, a.c); expect(rows[i++]).toBe(rows[i++]); });",
        "https.get(url, { rejectUnauthorized: true, ca, timeout: 3 });",
        "const m = /a(b)/.exec(`${x}`);",
        "const { exec } = require('child_process');\nexec('git status');",
        "const { exec } = require('child_process');\nconst B = 'main';\nexec(`git log ${B}`);",
        "const { execFile } = require('child_process');\nfunction f(b) { execFile('git', [b]); }",
        "const { exec } = require('child_process');\nfunction f(b) { exec(`ls ${escape(b)}`); }",
        "eval('1 + 1');",
        "function f(el) { el.innerHTML = ''; el.innerHTML = '<br>'; }",
        "const swig = require('swig');\nswig.setDefaults({ autoescape: true });",
        "function f(el, x) { el.innerHTML = `<b>${escapeHtml(x)}</b>`; }",
        "function f(el, rows) { el.innerHTML = `<ul>${rows.map(row)}</ul>`; }"
        "\nfunction row(x) { return `<li>${escapeHtml(x)}</li>`; }",
        "function f(id) { return db.query('SELECT a FROM b WHERE c = $1', [id]); }",
        "function f(t) { return db.query(`SELECT a FROM ${t} WHERE c = $1`, [id]); }",
        "function f(p) { return db.query(`SELECT a FROM b WHERE c IN (${placeholders})`, p); }",
        "sql`SELECT a FROM b WHERE c = ${id}`;",
        "const etag = crypto.createHash('sha1').update(body).digest('hex');",
        "function f() { try { send(a); log(b); } catch (e) { /* may be gone already */ } }",
        "function f() { try { fs.unlinkSync(p); } catch (e) {} }",
        "function f() { try { x = JSON.parse(s); } catch (e) {} return x; }",
        "function f() { try { return require('a'); } catch (e) {} return null; }",
        "function f() { try { send(a); log(b); } catch (ignored) {} }",
        "function f() { if (options.ignoreInvalid) { a.map(async p => {"
        " try { await p; g(p); } catch {} }); } }",
        "function f() { if (e === 'abort') {\n// It may reject before it is awaited.\n"
        "(async () => { try { const r = await p; r.once(e, h); } catch {} })(); } }",
        "stream.close().catch(() => {});",
        "p.catch(() => {});",
        "async function f() { while (true) { try { return await g(); }"
        " catch (e) { await sleep(9); } } }",
        "async function f() { let remaining = 5; while (true) { try { return await g(); }"
        " catch (e) { if (!remaining--) throw e; await sleep(9); } } }",
        "async function f() { let attempts = 0; for (;;) { try { return await g(); }"
        " catch (e) { if (attempts >= 3) throw e; } attempts += 1; } }",
        "async function f(attempts) { for (;;) { try { return await g(); }"
        " catch (e) { if (attempts >= 3) throw e; } } }",
        "async function f() { let left = 3; for (;;) { try { return await g(); }"
        " catch (e) { if (left < 1) throw e; if (late()) break; } } }",
        "it('a', async () => { server.on('x', async () => { await sleep(1000); }); f(); });",
        "it('a', async () => { await new Promise(r => setTimeout(r, 10)); f(); });",
        "test.skip('a', async t => { await new Promise(r => { setTimeout(r, 65_000); }); f(); });",
        "it('a', async () => { await new Promise((resolve, reject) => { s.on('error', resolve);"
        " setTimeout(() => { reject(new Error('none')); }, 1000); }); });",
        "fetch(url, { signal: AbortSignal.timeout(5000) });",
        "const axios = require('axios');\naxios.get(url, { timeout: 5000 });",
        "fs.chmodSync(p, 0o755);",
        "function f(password) { console.info(`login with ${mask(password)}`); }",
        "function f(isSecret) { console.info(isSecret, passwordField); }",
        "function f(password) { logger.info({ password }, 'a logger may leave keys out'); }",
        "function f(token) { console.log(token, token.kind, nextToken, tokenCount); }",
        "function f(password) { console.log(!!password, typeof password, password.length,"
        " password ? 'set' : 'unset', password === other); }",
        "function f(c) { logger.info(c.sentryDsn, c.maskedDbUrl, sha256(c.dbUrl)); }",
        "function f(c) { const dbUrl = mask(c.dbUrl); logger.info(dbUrl); }",
        "const sqlite = require('sqlite3');\nfunction f(dbUrl) { logger.info(dbUrl); }",
    ],
    "go": [
        'package a\n\nfunc f() {\n\tsecrets := []string{\n\t\t"api-token",\n\t}\n'
        '\tfor _, secret := range secrets {\n\t\tlog.Fatalf("no flag %v", secret)\n\t}\n}\n',
        "package a\n\nfunc TestTotal(t *testing.T) { expect(got); Expect(got).To(Equal(1)) }\n",
        "package a\n\nfunc TestEqual(t *testing.T) { assert.Equal(t, a, a) }\n",
        "package a\n\nfunc TestTotal(t *testing.T) { assert.Equal(t, next(), next()) }\n",
        "package a\n\nfunc TestTotal(t *testing.T) { assert.Equal(t, want, got); f(got, got) }\n",
        "package a\n\nfunc TestNil(t *testing.T) { assert.Equal(t, nil, nil) }\n",
        "package a\n\nvar c = &tls.Config{InsecureSkipVerify: insecure}\n",
        "package a\n\nvar c = &tls.Config{InsecureSkipVerify: true, VerifyConnection: v}\n",
        "package a\n\nfunc f() { if o.insecure { c.InsecureSkipVerify = true } }\n",
        'package a\n\nimport "os/exec"\n\nfunc f() { exec.Command("sh", "-c", "git log") }\n',
        'package a\n\nimport "os/exec"\n\nfunc f(b string) { exec.Command("git", b) }\n',
        'package a\n\nfunc f(id string) { db.Query("SELECT a FROM b WHERE c = ?", id) }\n',
        'package a\n\nfunc f(n int) { db.Query(fmt.Sprintf("SELECT a FROM b WHERE c = %d", n)) }\n',
        'package a\n\nfunc f() { db.Query("SELECT a FROM " + table) }\n',
        HTTP + "\nvar c = &http.Client{Timeout: 3 * time.Second}\n",
        HTTP + "\nfunc f() { http.NewRequestWithContext(ctx, a, b, c); d := &http.Client{} }\n",
        "package a\n\nfunc f() { if err != nil {\n\t\t// gone already\n\t}\n}\n",
        "package a\n\nfunc f() { if err := g(); err != nil { return } }\n",
        "package a\n\nfunc f() {\n\tif r := recover(); r != nil { log(r) }\n}\n",
        "package a\n\nfunc f() {\n\tfor {\n\t\tif err := g(); err == nil {\n\t\t\tbreak\n\t\t}\n"
        "\t\ttime.Sleep(d)\n\t}\n}\n",
        "package a\n\nfunc TestX(t *testing.T) { time.Sleep(10 * time.Millisecond); g() }\n",
        "package a\n\nfunc TestX(t *testing.T) { go func() { time.Sleep(2 * time.Second) }() }\n",
        "package a\n\nfunc f() { os.Chmod(p, 0755) }\n",
        "package a\n\nfunc f() {\n\tfor _, p := range ps {\n\t\tif err := g(p); err == nil {\n"
        "\t\t\treturn\n\t\t}\n\t}\n}\n",
        HTTP + "\nvar c = &http.Client{Transport: limited}\n",
        HTTP + '\nfunc f() { http.Get("http://127.0.0.1:80/ok") }\n',
        'package a\n\nfunc f(hasPassword bool) { log.Printf("%v", hasPassword) }\n',
        'package a\n\nfunc f() { log.Println("no password", passwordFile) }\n',
        "package a\n\nfunc f(password string) { log.Println(len(password), mask(password)) }\n",
        'package a\n\nimport "k8s.io/api/core/v1"\n\nfunc f() { log.Info("gone", "s", secret) }\n',
        'package a\n\nfunc f(token Token) { log.Printf("unexpected %v", token) }\n',
        'package a\n\nfunc f(password string) { log.Println(password != "", c.Secret.Name) }\n',
        "package a\n\nfunc f() {\n\tfor {\n\t\tn, err := r.Read(b)\n\t\tif err == nil {\n"
        "\t\t\treturn\n\t\t}\n\t}\n}\n",
    ],
    "java": [
        "class A { @Test void total() { assertThat(total).isEqualTo(1); } }",
        "class A { @Test void total() { assertThat(total, is(1)); } }",
        'class A { void f() { log.info("{} {}", password.length(), user.hasPassword()); } }',
        'class A { void f() { log.info("{}", mask(password)); dialog.show(password); } }',
        "class A { @Test void equalsAndHashCode() { assertEquals(a, a); } }",
        "class A { @Test void total() { assertEquals(a.next(), a.next()); } }",
        "class A { public void checkServerTrusted(X509Certificate[] c, String a) { d.check(c); } }",
        'class A { Object o = SSLContext.getInstance("TLS"); }',
        'class A { Object o = MessageDigest.getInstance("MD5"); }',
        'class A { Object o = Cipher.getInstance("AES/GCM/NoPadding"); }',
        "class A { void f() { new ObjectInputStream(new FileInputStream(p)).readObject(); } }",
        "class A { void f() { DocumentBuilderFactory d = DocumentBuilderFactory.newInstance();"
        " d.setFeature(x, true); } }",
        'class A { void f(String id) { s.prepareStatement("SELECT a FROM b WHERE c = ?"); } }',
        'class A { static final String T = "b";'
        ' void f() { s.prepareStatement("SELECT a FROM b WHERE c = " + T); } }',
        "class A { void f() { try { send(a); log(b); } catch (IOException e) { } } }",
        "class A { void f() { try { send(a); log(b); } catch (Exception ignored) { } } }",
        "class A { void f() { try { in.close(); } catch (Exception e) { } } }",
        "class A { void f() { try { send(a); log(b); } catch (Exception e) { // fine\n } } }",
        "class A { @Test void f() { Thread.sleep(20); } }",
    ],
    "rust": [
        "#[cfg(test)]\nmod tests {\n    #[test]\n    fn reflexive() { assert_eq!(a, a); }\n}\n",
        "#[cfg(test)]\nmod tests {\n    #[test]\n    fn total() { assert_eq!(f(), f()); }\n}\n",
        "fn f() { unsafe { g() } let _ = h(); }",
        "fn f() { c.danger_accept_invalid_certs(opts.insecure); }",
        "fn f() { if opts.insecure { c.danger_accept_invalid_certs(true); } }",
        'fn f(b: &str) { Command::new("git").arg("-c").arg(format!("a={}", b)); }',
        'fn f(u: i32) { sql_query(format!("SELECT a FROM b WHERE {u} = ?", u = U)).bind(u); }',
        'fn f(id: &str) { sqlx::query("SELECT a FROM b WHERE c = $1").bind(id); }',
        "#[cfg(test)]\nmod tests {\n    #[test]\n"
        "    fn t() { c.danger_accept_invalid_certs(true); }\n}\n",
        "fn f() { Client::builder().timeout(d).build(); reqwest::Client::new(); }",
    ],
    "shell": [
        'eval "$(ssh-agent -s)"\n',
        "curl -k https://localhost:8443/health\n",
        "chmod 755 run.sh\nchmod +x run.sh\nchmod u+w a\n",
        "mktemp -d\n",
    ],
}
