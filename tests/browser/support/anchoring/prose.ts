// What the articles of the corpus are made of: sentences, each written for it and each said once.

export const ENGLISH = `
The ferry to the outer islands leaves at ten past six, whether or not anybody is on it.
My grandmother ran the ticket office for thirty-one years and never once took the boat herself.
She said that somebody had to know where everybody was, and that it might as well be her.
In the drawer under the counter she kept a ledger with a column for weather and a column for regrets.
Most of the regrets concerned luggage.
A cello travelled north in the spring of 1962 and came back in October, warped and considerably cheaper.
Two goats were entered as passengers because the form had no line for goats.
There is a photograph of the pier from that year, taken from the lighthouse by a man who was afraid of heights.
You can tell by the horizon, which leans.
Nobody had asked him to climb up there; he wanted to see whether the fear got smaller with distance.
It did not, he reported, but the houses did.
The engine of the old boat was made in a town that has since become a lake.
When a valve failed, the mechanic carved a new one out of lignum vitae, and it outlived the mechanic.
His apprentice kept the drawings in a biscuit tin together with the biscuits.
We found both last winter, and only the drawings were still of any use.
They show a man who thought with his pencil: lines begun, abandoned, taken up again a little to the left.
"Measure the hole, not the plug," is written across one corner, and underlined three times.
I have tried to live by that sentence, with mixed results.
The company wants to replace the crossing by a bridge, which would take nine minutes instead of fifty.
Its brochure calls this a saving, as though the other forty-one minutes had been stolen from us.
People read on the boat, quarrel, fall asleep, and now and then get engaged.
A bridge has no bench on the lee side, and no tea urn with a dent in the shape of Ireland.
On the other hand my neighbour drove her son to hospital in February and had to wait until morning.
He is well, thank you, but she voted for the bridge and I cannot find it in me to argue.
Both things are true at once, and the meeting in the school hall went on until somebody noticed that the heating was off.
The engineer had brought a model with tiny cars, and the children wanted to know what happened when it stormed.
He said that the bridge would close above force nine.
Then we shall need the ferry after all, said a girl of about seven, and that was the only applause of the evening.
A committee was formed, as committees are, out of those who had not left quickly enough.
I was given the ledgers to put in order, since I had the key and no children.
What strikes me most is how seldom anything happened.
Page after page says "calm, four passengers, no remarks" in a hand that grows slowly larger.
Towards the end the letters fill two lines each, and the remarks become longer too.
She began to write down what people told her while they waited: recipes, diagnoses, the price of slate.
Somebody's brother had seen a whale from the chapel roof and was not believed.
Somebody's whale, one might say, had not been asked.
The last entry is a list of nine names with a small cross beside each, and then the date, and then nothing.
I asked the harbour master about it, and he took off his cap before he answered.
They were the regulars, he said, and the cross meant that they had paid for the whole year in advance.
She had wanted to be sure that the boat would go on running.`;

export const GERMAN = `
Wer das Archiv der Wetterwarte betritt, muss zuerst die Schuhe wechseln.
Die Filzpantoffeln stehen in drei Größen bereit, von denen keine passt.
Frau Oberländer, die das Haus seit der Währungsunion leitet, hält nichts von Eile.
Ein Regentag, sagt sie, sei erst dann vorbei, wenn er ordentlich abgeheftet ist.
Im Keller lagern einhundertvierzig Jahrgänge Niederschlag, sortiert nach Strenge.
Die ältesten Bögen riechen nach Äpfeln, weil der erste Beobachter sie in Obstkisten verwahrte.
Er hieß Quirin Sailer und war eigentlich Organist.
Zwischen zwei Gottesdiensten stieg er auf den Turm, las das Barometer ab und notierte, was die Störche taten.
Am 3. März 1888 schrieb er nur ein einziges Wort: „Endlich.“
Bis heute weiß niemand, was gemeint war; das Thermometer zeigte elf Grad unter null.
Eine Studentin aus Jena hat ihre halbe Doktorarbeit auf diesen Eintrag verwendet.
Sie vermutet eine Liebesgeschichte, doch die Gutachter verlangten Messreihen.
Also verglich sie den Luftdruck mit dem Kirchenbuch und fand eine Hochzeit im benachbarten Tal.
Der Bräutigam war ein Müller, die Braut hatte vorher in Sailers Chor gesungen.
Mehr steht nicht fest, aber man sieht die Tinte an jener Stelle deutlich verlaufen.
Seit zehn Jahren misst ein Automat auf dem Dach, schneller und ohne jede Anteilnahme.
Er meldet alle sechzig Sekunden einen Wert, den niemand liest, an einen Rechner in Offenbach.
Fällt er aus, ruft dort jemand an und bittet um einen Blick aus dem Fenster.
Dann geht Frau Oberländer hinaus, hebt die Nase und diktiert Windstärke und Bewölkung aus dem Kopf.
Nachträgliche Prüfungen ergaben, dass sie sich seltener irrt als das Gerät.
Darauf angesprochen, zuckt sie mit den Schultern und gießt Kaffee nach.
Das Geheimnis bestehe darin, meint sie schließlich, jeden Tag am selben Ort zu stehen und nichts zu wollen.
Die Gemeinde möchte das Gebäude verkaufen, denn es braucht ein neues Dach und bringt nichts ein.
Ein Hotelier hat Interesse bekundet und bereits Liegestühle vermessen lassen.
Im Gemeinderat wurde gefragt, wohin in diesem Fall die Jahrgänge sollten.
Man könne sie doch einscannen, schlug der Kämmerer vor, dann wiege das Ganze nichts mehr.
Niemand lachte, und das Protokoll vermerkt an dieser Stelle eine längere Unruhe.
Es meldete sich der Imker, der sonst nie spricht.
Seine Bienen, erklärte er, flögen nach Sailers Kalender und nicht nach Offenbach.
So kam es, dass die Entscheidung auf den Herbst verschoben wurde, wenn das Wetter feststeht.`;

export const ARABIC = `
وصلتُ إلى المدينة القديمة قبل الفجر بقليل، وكانت الأبواب الخشبية ما تزال مغلقة.
جلستُ على درج الخان أنتظر أن يفتح صاحب المقهى دكانه الصغير.
كان أول من مرّ بي رجلٌ يحمل سلّة مليئة بالخبز الساخن على رأسه.
ألقى السلام دون أن يبطئ خطاه، ثم اختفى في زقاق لا يتسع لشخصين.
قال لي جدي ذات مرة إن المدن تُعرف من رائحتها قبل أن تُعرف من أسمائها.
هنا تختلط رائحة الهيل بالحبر، لأن سوق الورّاقين يبدأ من خلف الحمّام.
سألتُ عن مكتبة كان يملكها رجل من أقاربنا في زمن بعيد.
ضحك بائع الأقفال وأشار إلى نافذة مكسورة في الطابق الثاني.
كانت الكتب تُرفع إلى هناك بالحبال، والقرّاء يصعدون على سلّم من حديد.
في سنة 1951 احترق نصف السقف، فانتقلت المخطوطات إلى بيت الخطّاط المجاور.
احتفظ الخطّاط بها أربعين عامًا ولم يفتح صندوقًا واحدًا احترامًا لأصحابها.
ابنته هي التي كتبت الفهرس، بخطّ دقيق يشبه صفوف النمل.
رأيتُ الفهرس بعيني، وفيه تسعمئة عنوان وثلاث ملاحظات عن الرطوبة.
الملاحظة الأخيرة تقول إن النسيان أبطأ من الماء لكنه يصل دائمًا.
لا أعرف إن كانت تمزح، فقد كانت معروفة بصمتها الطويل.
تريد البلدية اليوم أن تحوّل المكان إلى موقف للسيارات.
اجتمع أهل الحي في الساحة واتفقوا على أن يحضر كل واحد كتابًا وكرسيًا.
قرأوا بصوت عالٍ من العصر حتى أذان المغرب، ولم يفهم الموظفون ماذا يفعلون.
عاد المهندس في اليوم التالي وطلب كرسيًا له أيضًا.
هكذا تأجّل القرار شهرًا بعد شهر، وصار الناس ينتظرون القراءة أكثر مما ينتظرون القرار.
أما أنا فقد بقيتُ حتى الخريف، وتعلّمت أن أصعد السلّم دون أن أنظر إلى الأسفل.
وحين غادرتُ أعطتني الابنة ورقة مطوية وقالت لا تفتحها قبل البحر.`;

export const TECHNICAL = `
A lease is a row in the table jobs with a column leased_until that the worker moves forward while it is alive.
To take one, run UPDATE jobs SET leased_until = :now + 30 WHERE id = :id AND leased_until < :now and look at the number of changed rows.
If it is 0, somebody else was faster; sleep for a random time between 50 ms and 200 ms and try the next.
Do not read first and write afterwards: between the two statements lies a gap in which every race you can think of will happen.
The worker itself is a loop: while (!stopping) { const job = take(); if (job) await run(job); else await wait(); }
Note that run() must be idempotent, because a machine that loses its power after the work and before the commit does it twice.
For mail this means a Message-ID that is derived from the notice, e.g. sha256(notice.id).slice(0, 24) + "@example.org".
Receivers are free to drop the second copy, and many do.
Time is a parameter (now: Instant) everywhere below main(); nothing else may call Date.now().
That single rule removed eleven flaky tests and one real bug on 29 February.
The back-off follows min(2 ** attempt, 3600) seconds with a jitter of 10 %, so that a thousand failures do not knock again in chorus.
After the twelfth attempt the row moves to parked_jobs, where an operator sees it under /admin/outbox.
Parked rows are never deleted by the program; a human decides with DELETE or with "retry now".
Set journal_mode=WAL and synchronous=FULL before the first transaction, and check both with PRAGMA, since an old file may disagree.
We measured 14 200 leases per second on a laptop from 2019, of which the disk was idle 3 % of the time.
Group commit is what makes this possible: the writer drains its queue, opens one transaction, and gives each request its own SAVEPOINT.
When request number seven of forty fails, ROLLBACK TO sp7 undoes it alone and the remaining ones never notice.
The answer leaves the process only after fsync() has returned, no matter how long the queue has become.
An observer can follow all of it with tail -f on the structured log, whose lines carry job.id, attempt and elapsed_ms.
Shutting down, the worker stops taking leases, waits up to five seconds for what is under way, and lets the rest expire.
There is deliberately no leader election, no lock file and no heartbeat table.
Everything that could be forgotten on one machine while it is true on another has been left out.`;

export const lines = (text: string): string[] => text.trim().split("\n");
