"""The legal forms in companies' names, each with its spellings (E6).

A line is the form's own spelling, which is its name in evidence, and after a colon others that mean
the same; a form with many has several lines. Punctuation, spacing, case and accents do not count.
`a.d.` with its dots is a form only where dots are written: without them it may be a word.
"""

FORMS = """
bv: besloten vennootschap | besloten vennootschap met beperkte aansprakelijkheid
nv: naamloze vennootschap
vof: vennootschap onder firma
cv: commanditaire vennootschap
comm v: commv
stichting
vereniging
coöperatie: coöperatieve vereniging
maatschap
eenmanszaak
bvba
cvba
vzw: asbl | association sans but lucratif | vereniging zonder winstoogmerk
ivzw: aisbl
sprl: société privée à responsabilité limitée
gmbh: gesmbh | mbh | ggmbh | gesellschaft mit beschränkter haftung | gemeinnützige gmbh
ug: gug | unternehmergesellschaft | ug haftungsbeschränkt | haftungsbeschränkt
ug: unternehmergesellschaft haftungsbeschränkt
ag: aktiengesellschaft
kg: kommanditgesellschaft
kgaa: kommanditgesellschaft auf aktien
ohg: offene handelsgesellschaft
gbr: gesellschaft bürgerlichen rechts | egbr
partg: partgmbb | partnerschaftsgesellschaft | partnerschaftsgesellschaft mbb
ek: ekfm | ekfr | eingetragener kaufmann | eingetragene kauffrau
e.u.: eingetragenes unternehmen
ev: eingetragener verein
eg: eingetragene genossenschaft
kdör: körperschaft des öffentlichen rechts
aör: anstalt des öffentlichen rechts
se: societas europaea
sce
ewiv: eeig | geie
sagl
ltd: limited | limited company | cyfyngedig | ltée | limitée
private limited: private ltd | pte ltd | pte limited | pte | pvt ltd | pvt limited | pvt | p ltd
pty ltd: pty limited | proprietary limited | proprietary ltd | pty
plc: public limited company
llp: limited liability partnership
lp: limited partnership
lllp
llc: limited liability company
pllc: professional limited liability company
ulc: unlimited liability company
inc: incorporated | incorporée
corp: corporation
cic: community interest company
cio: charitable incorporated organisation
dac: designated activity company
clg: company limited by guarantee
sdn bhd: sendirian berhad
bhd: berhad
npc
soc ltd
sa: société anonyme | sociedad anónima | sociedade anônima | spółka akcyjna | sociedade anónima
sarl: société à responsabilité limitée
sarls
sas: société par actions simplifiée | sociedad por acciones simplificada
sas: società in accomandita semplice
sasu: société par actions simplifiée unipersonnelle
eurl: entreprise unipersonnelle à responsabilité limitée
sci: société civile immobilière
snc: société en nom collectif | società in nome collettivo
scs: société en commandite simple
sca: société en commandite par actions
scop
scrl
selarl
gie: groupement d'intérêt économique
spa: società per azioni | sociedad por acciones
srl: società a responsabilità limitata | sociedad de responsabilidad limitada
srl: societate cu răspundere limitată
srls: società a responsabilità limitata semplificata
sapa: società in accomandita per azioni
scarl: società cooperativa a responsabilità limitata
sl: sociedad limitada
slu: sociedad limitada unipersonal
sau: sociedad anónima unipersonal
slne
sll
s coop: sociedad cooperativa
sac: sociedad anónima cerrada
sa de cv: sociedad anónima de capital variable
sab de cv
sapi de cv
sas de cv
s de rl de cv
s de rl
eirl
eireli
ltda: lda | limitada
unipessoal lda: sociedade unipessoal lda
sgps
sp zoo: spółka z ograniczoną odpowiedzialnością | spółka z o o
sp k: spółka komandytowa
sp zoo sp k: spółka z ograniczoną odpowiedzialnością spółka komandytowa
sp j: spółka jawna
ska: spółka komandytowo akcyjna
psa: prosta spółka akcyjna
sro: spol s r o | společnost s ručením omezeným | spoločnosť s ručením obmedzeným
as: akciová společnost | akciová spoločnosť | aktieselskab | aksjeselskap | aktsiaselts
as: anonim şirketi | anonim şti
vos: veřejná obchodní společnost
ks: komanditní společnost | kommanditselskab
kft: korlátolt felelősségű társaság
zrt: zártkörűen működő részvénytársaság
nyrt: nyilvánosan működő részvénytársaság
bt: betéti társaság
kkt: közkereseti társaság
doo: доо | društvo s ograničenom odgovornošću | družba z omejeno odgovornostjo
doo: друштво са ограниченом одговорношћу
jdoo
dd: dioničko društvo | delniška družba
a.d.: ад | акционерно дружество | akcionarsko društvo | акционарско друштво
ood: оод | дружество с ограничена отговорност
eood: еоод | еднолично дружество с ограничена отговорност
ead: еад | еднолично акционерно дружество
ет: едноличен търговец
pfa
αε: ανώνυμη εταιρεία | ανώνυμη εταιρία | a.e.
επε: epe | e.π.e. | εταιρεία περιορισμένης ευθύνης | εταιρία περιορισμένης ευθύνης
ικε: ike | ιδιωτική κεφαλαιουχική εταιρεία
οε: ομόρρυθμη εταιρεία | ομόρρυθμη εταιρία
εε: ετερόρρυθμη εταιρεία | ετερόρρυθμη εταιρία
αβεε
oy: osakeyhtiö | oy ab
oyj: julkinen osakeyhtiö | oyj abp
ky: kommandiittiyhtiö
tmi: toiminimi
ab: aktiebolag | aktiebolaget
hb: handelsbolag | handelsbolaget
kb: kommanditbolag
asa: allmennaksjeselskap
ans: ansvarlig selskap
aps: anpartsselskab
ivs: iværksætterselskab
i.s.: interessentskab
amba
hf: hlutafélag
ehf: einkahlutafélag
ou: osaühing
sia: sabiedrība ar ierobežotu atbildību
uab: uždaroji akcinė bendrovė
mb: mažoji bendrija
ооо: ooo | общество с ограниченной ответственностью
оао: oao | открытое акционерное общество
зао: zao | закрытое акционерное общество
пао: pao | публичное акционерное общество
ао: акционерное общество | a.o.
нао: непубличное акционерное общество
ип: индивидуальный предприниматель
фгуп
муп
тов: tov | товариство з обмеженою відповідальністю
пат: публічне акціонерне товариство
прат: приватне акціонерне товариство
фоп: фізична особа підприємець
пп: приватне підприємство
тоо: товарищество с ограниченной ответственностью
ltd şti: limited şirketi | limited şti | ltd şirketi | şti
jsc: joint stock company
ojsc: open joint stock company
cjsc: closed joint stock company
pjsc: public joint stock company
wll: with limited liability
fze: free zone establishment
fzco: fzc | free zone company
fz llc
sae
ش م م: شركة مساهمة مصرية
ذ م م: ش ذ م م | شركة ذات مسؤولية محدودة | ذات مسؤولية محدودة
ش م ع: شركة مساهمة عامة | مساهمة عامة
ش م س: شركة مساهمة سعودية
شركة مساهمة: مساهمة
شركة مساهمة مقفلة: مساهمة مقفلة
בעמ: בערבון מוגבל
株式会社: 株 | 株式會社 | kk | kabushiki kaisha | kabushiki gaisha | kabushikigaisha
合同会社: 同 | gk | godo kaisha | goudou kaisha | godo gaisha
有限会社: 有 | yk | yugen kaisha | yugen gaisha
合名会社
合資会社
一般社団法人
公益社団法人
一般財団法人
公益財団法人
学校法人
医療法人
社会福祉法人
特定非営利活動法人: npo法人
独立行政法人
有限公司: 有限责任公司 | 有限責任公司
股份有限公司: 股份公司
주식회사: 주
유한회사: 유
유한책임회사
사단법인
재단법인
จำกัด: บจก
จำกัด มหาชน: บมจ
หจก: ห้างหุ้นส่วนจำกัด
công ty tnhh: tnhh | công ty trách nhiệm hữu hạn
công ty tnhh mtv: công ty tnhh một thành viên
công ty cổ phần: công ty cp | ctcp
comm v: scomm
commva: comm va
gbr: gesbr
og: offene gesellschaft
vvag: versicherungsverein auf gegenseitigkeit
ag: reit ag
e.a.r.l.: exploitation agricole à responsabilité limitée
gaec: groupement agricole d'exploitation en commun
scea: société civile d'exploitation agricole
selas: société d'exercice libéral par actions simplifiée
s.e.m.: société d'économie mixte
scic: société coopérative d'intérêt collectif
secs: société en commandite simple
scsp: société en commandite spéciale
sarl: sarl au | sarlau | sarl à associé unique
suarl: société unipersonnelle à responsabilité limitée
s.s.: società semplice | sociedade simples
scarl: soc coop arl
soc coop: società cooperativa
scpa: società consortile per azioni
slp: sociedad limitada profesional
s.a.l.: sociedad anónima laboral | société anonyme libanaise
s.a.d.: sociedad anónima deportiva
c.b.: comunidad de bienes
s.c.: sociedad civil | spółka cywilna
a.i.e.: agrupación de interés económico
u.t.e.: unión temporal de empresas
s coop and: sociedad cooperativa andaluza
crl: cooperativa de responsabilidade limitada
sgps sa
ltda: ltda me | ltda epp
eireli: eireli me | eireli epp
s.a.a.: sociedad anónima abierta
s en c: sociedad en comandita
cia ltda: compañía limitada | c ltda
c.a.: compañía anónima
a.c.: asociación civil
sc de rl
s.a.b.: sociedad anónima bursátil
sp p: spółka partnerska
sp zoo sp k: spółka z o o spółka komandytowa | spółka z o o sp k
z.s.: zapsaný spolek
o.p.s.: obecně prospěšná společnost
družstvo
s.p.: štátny podnik | státní podnik | samostojni podjetnik
n.o.: nezisková organizácia
o.z.: občianske združenie
nonprofit kft: nonprofit korlátolt felelősségű társaság
srl d
i.i.: întreprindere individuală
к.д.: кд | командитно дружество
сд: събирателно дружество
кда: командитно дружество с акции
μικε: μονοπρόσωπη ικε | μον ικε | μονοπρόσωπη ιδιωτική κεφαλαιουχική εταιρεία
μεπε: μονοπρόσωπη επε | μον επε | μονοπρόσωπη εταιρεία περιορισμένης ευθύνης
dooel: дооел
doo: друштво со ограничена одговорност
k.d.: komanditno društvo | komanditna družba
d.n.o.: družba z neomejeno odgovornostjo
obrt
j.t.d.: javno trgovačko društvo
o.d.: ortačko društvo
shpk: shoqëri me përgjegjësi të kufizuar
sh.a.: shoqëri aksionare
ay: avoin yhtiö
osk: osuuskunta
ry: rekisteröity yhdistys
ek för: ekonomisk förening
enk: enkeltpersonforetak
nuf: norskregistrert utenlandsk foretak
iks: interkommunalt selskap
p.s.: partnerselskab
fmba
smba
ohf: opinbert hlutafélag
slhf
s.f.: sameignarfélag
p.f.: partafelag
sp.f.: smápartafelag
fie: füüsilisest isikust ettevõtja
as: akciju sabiedrība
ab: akcinė bendrovė
i.į.: individuali įmonė
všį: viešoji įstaiga
гуп: государственное унитарное предприятие
ано: автономная некоммерческая организация
нко: некоммерческая организация
кфх: крестьянское фермерское хозяйство
одо: общество с дополнительной ответственностью
осоо
тоо: t.o.o. | жшс | жауапкершілігі шектеулі серіктестік
ақ: акционерлік қоғам
мчж: mchj | масъулияти чекланган жамияти
уп: унитарное предприятие
чуп: частное унитарное предприятие
чтуп: частное торговое унитарное предприятие
ат: акціонерне товариство
дп: державне підприємство
кп: комунальне підприємство
შპს: შეზღუდული პასუხისმგებლობის საზოგადოება
სს: სააქციო საზოგადოება
ՍՊԸ: սահմանափակ պատասխանատվությամբ ընկերություն
ՓԲԸ: փակ բաժնետիրական ընկերություն
ԲԲԸ: բաց բաժնետիրական ընկերություն
mmc: məhdud məsuliyyətli cəmiyyət
qapalı səhmdar cəmiyyəti
açıq səhmdar cəmiyyəti
koll şti: kollektif şirketi
kom şti: komandit şirketi
ער: עמותה רשומה
חלצ: חברה לתועלת הציבור
שותפות מוגבלת
ش م ك: ش م ك م
ش م ب
ش م ل
ش م ق
bsc: bsc c
ksc: kscc | kscp
qpsc: qsc
saog
saoc
p.s.c.
s.p.c.
dmcc
協同組合
有限責任事業組合
相互会社
합자회사
합명회사
협동조합
有限合伙: 有限合夥 | 有限合伙企业
普通合伙: 普通合伙企业
个人独资企业
dntn: doanh nghiệp tư nhân
plt: perkongsian liabiliti terhad
private limited: प्राइवेट लिमिटेड | प्रा लि | பிரைவேட் லிமிடெட் | প্রাইভেট লিমিটেড
ltd: लिमिटेड | லிமிடெட் | লিমিটেড | cyf | teoranta
opc private limited: opc pvt ltd | opc
smc private limited: smc pvt ltd
guarantee limited: guarantee ltd | limited by guarantee | ltd gte | gte
scio: scottish charitable incorporated organisation
unlimited company: u.c. | cuideachta neamhtheoranta
plc: cwmni cyfyngedig cyhoeddus | cuideachta phoiblí theoranta
icav
l.c.
p.c.: professional corporation
p.a.: professional association
pbc: public benefit corporation
rllp
l3c
llc: ltd liability co | ltd liability company | limited liability co
n.a.: national association
senc
sencrl
s.e.c.: société en commandite
n.l.: no liability
c.c.: close corporation
pty ltd: rf pty ltd | pty ltd rf | rf proprietary limited
ltd: ltd rf | rf ltd
share company
pt: perseroan terbatas
"""

SLIGHT_FORMS = """
co: company
publ
tbk
persero
u.a.: uitgesloten aansprakelijkheid | ua
w.a.: wettelijke aansprakelijkheid
b.a.: beperkte aansprakelijkheid
unipersonale
a socio unico: con socio unico
บริษัท
شركة
"""
"""Words that may be added to a legal form or left out: Co., Ltd.; AB (publ)."""

IN_FRONT = """
stichting | vereniging | coöperatie | coöperatieve vereniging | maatschap | eenmanszaak
besloten vennootschap | naamloze vennootschap | vennootschap onder firma
sarl | sas | sasu | eurl | sci | snc | sprl | selarl | scop | gie | asbl | vzw
société anonyme | société à responsabilité limitée | société par actions simplifiée
société civile immobilière | sociedad anónima | sociedad limitada | società per azioni
società a responsabilità limitata | sociedade anônima
spółka akcyjna | akciová společnost | aktiebolaget | aktieselskabet
gesellschaft bürgerlichen rechts | gbr
ooo | ооо | oao | оао | zao | зао | пао | pao | нао | ао | ип | фгуп | муп | тов | tov | пат
прат
фоп | пп | тоо | общество с ограниченной ответственностью | акционерное общество
открытое акционерное общество | закрытое акционерное общество | публичное акционерное общество
индивидуальный предприниматель | товариство з обмеженою відповідальністю
приватне акціонерне товариство | приватне підприємство | фізична особа підприємець
оод | еоод | еад | ет | доо
uab | sia | pt | perseroan terbatas | mb | všį | akciju sabiedrība
гуп | ано | нко | кфх | одо | осоо | жшс | ақ | мчж | mchj | уп | чуп | чтуп | ат | дп | кп | дооел
dooel
общество с дополнительной ответственностью | частное унитарное предприятие
автономная некоммерческая организация | акціонерне товариство | державне підприємство
შპს | სს | შეზღუდული პასუხისმგებლობის საზოგადოება | სააქციო საზოგადოება
dntn | doanh nghiệp tư nhân | gaec | scea | selas | scic
協同組合 | 有限責任事業組合 | 相互会社 | 합자회사 | 합명회사 | 협동조합
株式会社 | 株 | 株式會社 | 合同会社 | 同 | 有限会社 | 有 | 合名会社 | 合資会社 | 一般社団法人
公益社団法人
一般財団法人 | 公益財団法人 | 学校法人 | 医療法人 | 社会福祉法人 | 特定非営利活動法人 | npo法人
独立行政法人
주식회사 | 주 | 유한회사 | 유 | 유한책임회사 | 사단법인 | 재단법인
บจก | บมจ | หจก | ห้างหุ้นส่วนจำกัด
công ty tnhh | công ty trách nhiệm hữu hạn | công ty cổ phần | công ty cp | ctcp
công ty tnhh mtv | công ty tnhh một thành viên
kabushiki kaisha | godo kaisha | yugen kaisha
شركة ذات مسؤولية محدودة
"""
"""Forms that are written before a name as well as after it."""

IN_FRONT_OF_THE_SAME = """
bv | nv | cv | vof | ab | as | oy | ou | sa | kk | gk | ag | a.d. | ad | spa | srl | sl | kg | ik
"""
"""In front of a name these may be a part of it ("AB Testing"). Written with dots they are forms,
and without only where the other name has the same form ("AB Volta", "Volta AB")."""

JOINED_TO_THE_NAME = """
株式会社 | 株式會社 | 合同会社 | 有限会社 | 合名会社 | 合資会社 | 一般社団法人 | 公益社団法人
一般財団法人
公益財団法人 | 学校法人 | 医療法人 | 社会福祉法人 | 特定非営利活動法人 | npo法人 | 独立行政法人
股份有限公司 | 有限责任公司 | 有限責任公司 | 有限公司 | 주식회사 | 유한회사 | 유한책임회사
사단법인 | 재단법인
協同組合 | 有限責任事業組合 | 相互会社 | 합자회사 | 합명회사 | 협동조합
有限合伙企业 | 有限合伙 | 有限合夥 | 普通合伙企业 | 普通合伙 | 个人独资企业
จำกัดมหาชน | จำกัด | บริษัท | ห้างหุ้นส่วนจำกัด
"""
"""Written without a blank between it and the name."""

WITH_A_PARTNER = ("kg", "ohg", "kgaa")
"""Forms whose partner may be a company: GmbH & Co. KG."""
