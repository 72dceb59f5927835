"""Mail that anybody can have, where the public lists lack it: free mail, a provider's customers,
and services that hide an address behind another (E4)."""

_NAMED = """
gmail.com googlemail.com icloud.com me.com mac.com privaterelay.appleid.com passport.com
windowslive.com tutamail.com tuta.io keemail.me tutanota.com pm.me passmail.net passinbox.com
passmail.com passfwd.com simplelogin.com simplelogin.co simplelogin.io simplelogin.fr slmail.me
slmails.com aleeas.com 8alias.com 8shield.net dralias.com silomails.com slclient.com
anonaddy.com anonaddy.me addymail.com addy.io addy.biz mailer.me 4wrd.cc mozmail.com
relay.firefox.com duck.com erine.email 33mail.com fastmail.com fastmail.fm fastmail.net
fastmail.de fastmail.nl fastmail.co.uk fastmail.us fastmail.to messagingengine.com sent.com
sent.at mailbox.org posteo.de posteo.net posteo.eu posteo.at posteo.ch posteo.nl mailfence.com
startmail.com hushmail.com hush.com hush.ai hushmail.me cock.li airmail.cc disroot.org
riseup.net autistici.org inventati.org systemli.org runbox.com runbox.no countermail.com
ctemplar.com kolabnow.com mykolab.com soverin.net vivaldi.net zoho.com zohomail.com zohomail.eu
zohomail.in zoho.eu zoho.in skiff.com onmail.com hey.com mail.com email.com usa.com
consultant.com post.com europe.com inbox.com inbox.lv inbox.lt myself.com engineer.com dr.com
mail-me.com excite.com rediffmail.com lavabit.com ziggo.nl ziggomail.com kpnmail.nl kpnplanet.nl
planet.nl hetnet.nl home.nl xs4all.nl xmsnet.nl casema.nl chello.nl upcmail.nl upcmail.net
quicknet.nl wanadoo.nl zonnet.nl freeler.nl telfort.nl telfortglasvezel.nl onsbrabantnet.nl
onsnet.nu caiway.nl caiway.net kabelfoon.net kabelfoon.nl hccnet.nl dds.nl solcon.nl solcon.net
online.nl onlinehome.nl tiscali.nl versatel.nl multiweb.nl concepts.nl zeelandnet.nl
zeelandnet.net tweakdsl.nl edpnet.nl freedom.nl xmail.nl filternet.nl 12move.nl iae.nl
euronet.nl worldonline.nl introweb.nl live.nl plusmail.nl t-mobilethuis.nl telenet.be skynet.be
proximus.be pandora.be scarlet.be voo.be brutele.be tvcablenet.be base.be belgacom.net
versateladsl.be tiscali.be edpnet.be mobistar.be euphonynet.be web.de t-online.de freenet.de
arcor.de online.de 1und1.de kabelmail.de unitybox.de unity-mail.de alice-dsl.net alice-dsl.de
o2online.de o2mail.de ewetel.net ewe.net netcologne.de nexgo.de osnanet.de versanet.de
htp-tel.de mnet-mail.de mnet-online.de kabelbw.de email.de ok.de firemail.de firemail.eu
emailn.de directbox.com smart-mail.de gmail.de epost.de genialmail.de hamburg.de berlin.de
t-online.hu superonline.com de.de luckymail.de magentamail.de mail.de mailbox.de net-c.de
nord-com.net onlinehome.de primacom.net quantentunnel.de teleos-web.de tele2.de vodafone.de
wtnet.de eclipso.de eclipso.eu eclipso.ch aon.at chello.at inode.at utanet.at liwest.at a1.net
drei.at kabelplus.at tele2.at hispeed.ch sunrise.ch swissonline.ch gmx.ch green.ch bluemail.ch
bluewin.ch freesurf.ch vtxnet.ch netplus.ch quickline.ch citycable.ch romandie.com ticino.com
swissmail.org ik.me etik.com sfr.fr orange.fr free.fr laposte.net wanadoo.fr neuf.fr bbox.fr
numericable.fr numericable.com noos.fr club-internet.fr cegetel.net 9online.fr aliceadsl.fr
aliceadsl.it voila.fr libertysurf.fr tiscali.fr cario.fr dbmail.com mailo.com mailoo.org
net-c.com netcourrier.com netc.fr netc.eu francite.com sfr.re only.fr red-by-sfr.fr rmcsport.fr
freesbee.fr gmx.fr infonie.fr ozone.net mageos.com nordnet.fr coriolis.fr zeop.re izi.re canl.nc
mls.nc pt.lu tango.lu internet.lu vo.lu email.lu libero.it virgilio.it alice.it tin.it tim.it
inwind.it iol.it blu.it giallo.it tiscali.it tiscalinet.it fastwebnet.it email.it katamail.com
poste.it supereva.it teletu.it tele2.it vodafone.it wind.it windtre.it infinito.it interfree.it
jumpy.it pec.it legalmail.it arubapec.it postecert.it pecimprese.it eolo.it cheapnet.it
lamiapec.it telefonica.net movistar.es ono.com ya.com terra.es terra.com wanadoo.es
euskaltel.net mundo-r.com jazzfree.com eresmas.com correo.es telecable.es inicia.es sapo.pt
clix.pt netcabo.pt iol.pt meo.pt nos.pt oninet.pt mail.telepac.pt portugalmail.pt btinternet.com
btopenworld.com btconnect.com talk21.com ntlworld.com blueyonder.co.uk sky.com talktalk.net
tiscali.co.uk lineone.net plusnet.com plus.net plus.com madasafish.com force9.co.uk force9.net
freeserve.co.uk fsmail.net wanadoo.co.uk orange.net o2.co.uk virgin.net virginmedia.com
zen.co.uk demon.co.uk tesco.net uwclub.net onetel.com pipex.com dsl.pipex.com supanet.com
postmaster.co.uk mail.co.uk doctors.org.uk eircom.net eir.ie iol.ie indigo.ie comcast.net
verizon.net att.net sbcglobal.net bellsouth.net pacbell.net ameritech.net swbell.net snet.net
flash.net prodigy.net cox.net charter.net spectrum.net rr.com roadrunner.com twc.com
tampabay.rr.com earthlink.net mindspring.com juno.com netzero.net netzero.com optonline.net
optimum.net frontier.com frontiernet.net windstream.net centurylink.net centurytel.net
embarqmail.com q.com qwest.net suddenlink.net mediacombb.net cableone.net wowway.com rcn.com
ptd.net consolidated.net hughes.net aim.com netscape.net compuserve.com cs.com peoplepc.com
bigfoot.com usa.net mchsi.com gci.net hawaii.rr.com hawaiiantel.net shaw.ca rogers.com bell.net
sympatico.ca telus.net videotron.ca videotron.qc.ca cogeco.ca eastlink.ca sasktel.net mts.net
mymts.net nb.sympatico.ca ns.sympatico.ca tbaytel.net bigpond.com bigpond.net.au bigpond.au
optusnet.com.au iinet.net.au internode.on.net tpg.com.au dodo.com.au westnet.com.au
aussiebroadband.com.au ozemail.com.au adam.com.au xtra.co.nz slingshot.co.nz orcon.net.nz
paradise.net.nz clear.net.nz vodafone.co.nz telia.com telia.se bredband.net bredband2.com
comhem.se spray.se passagen.se home.se tele2.se glocalnet.net bahnhof.se ownit.nu telenor.se
online.no frisurf.no broadpark.no getmail.no altibox.no lyse.net telenor.no c2i.net start.no
mail.dk stofanet.dk tdcadsl.dk tdcspace.dk post.tele.dk post.tdc.dk jubii.dk ofir.dk youmail.dk
webspeed.dk privat.dk get2net.dk adslhome.dk vip.cybercity.dk fibermail.dk waoo.dk dlgmail.dk
elisanet.fi kolumbus.fi luukku.com suomi24.fi dnainternet.net pp.inet.fi sci.fi welho.com
netti.fi saunalahti.fi dnainternet.fi mbnet.fi simnet.is internet.is visir.is mi.is wp.pl
onet.pl onet.eu o2.pl interia.pl interia.eu gazeta.pl op.pl poczta.onet.pl poczta.fm tlen.pl
buziaczek.pl vp.pl autograf.pl neostrada.pl poczta.pl go2.pl int.pl hub.pl spoko.pl seznam.cz
email.cz post.cz centrum.cz centrum.sk atlas.cz atlas.sk volny.cz tiscali.cz quick.cz azet.sk
zoznam.sk post.sk pobox.sk stonline.sk orangemail.sk freemail.hu citromail.hu t-email.hu
vipmail.hu indamail.hu invitel.hu chello.hu digikabel.hu upcmail.hu upcmail.cz abv.bg mail.bg
dir.bg gbg.bg net.hr inet.hr vip.hr t-com.hr optinet.hr bih.net.ba teol.net siol.net t-2.net
amis.net volja.net email.si eunet.rs sbb.rs ptt.rs mts.rs open.telekom.rs neobee.net beotel.net
t.mk t-home.mk t-com.me k.ro email.ro rdslink.ro romtelecom.net clicknet.ro home.ro otenet.gr
forthnet.gr hol.gr in.gr freemail.gr mail.gr cosmotemail.gr windtools.gr cytanet.com.cy
primehome.com spidernet.com.cy onvol.net global.net.mt maltanet.net go.net.mt hot.ee online.ee
mail.ee neti.ee one.lv apollo.lv delfi.lv tvnet.lv takas.lt one.lt centras.lt list.ru bk.ru
internet.ru rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru r0.ru ya.ru narod.ru pochta.ru
qip.ru nm.ru hotbox.ru vk.com vk.ru ukr.net i.ua meta.ua bigmir.net online.ua email.ua 3g.ua
tut.by mail.kz nur.kz mynet.com mynet.com.tr turk.net ttmail.com superonline.com ttnet.net.tr
e-kolay.net walla.co.il walla.com 012.net.il netvision.net.il zahav.net.il bezeqint.net
nana.co.il emirates.net.ae eim.ae etisalat.ae batelco.com.bh qatar.net.qa saudi.net.sa
maktoob.com link.net tedata.net.eg menara.ma iam.ma caramail.com telkomsa.net mweb.co.za
vodamail.co.za webmail.co.za absamail.co.za iafrica.com lantic.net uol.com.br bol.com.br
terra.com.br ig.com.br globo.com globomail.com oi.com.br r7.com zipmail.com.br superig.com.br
click21.com.br pop.com.br fibertel.com.ar arnet.com.ar speedy.com.ar ciudad.com.ar
uolsinectis.com.ar infovia.com.ar adinet.com.uy vtr.net entelchile.net prodigy.net.mx
infinitum.com.mx cantv.net une.net.co etb.net.co terra.com.pe qq.com 163.com 126.com yeah.net
sina.com sina.cn sohu.com foxmail.com 139.com 189.cn wo.cn 21cn.com aliyun.com vip.qq.com
vip.163.com vip.sina.com tom.com 263.net eyou.com netvigator.com hinet.net msa.hinet.net
seed.net.tw pchome.com.tw yam.com naver.com hanmail.net daum.net nate.com kakao.com korea.com
lycos.co.kr dreamwiz.com empal.com chol.com docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp
i.softbank.jp ybb.ne.jp nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp dion.ne.jp plala.or.jp
excite.co.jp goo.jp infoseek.jp jcom.home.ne.jp singnet.com.sg pacific.net.sg starhub.net.sg
streamyx.com tm.net.my pldtdsl.net sify.com indiatimes.com in.com vsnl.com vsnl.net
airtelmail.in bsnl.in dataone.in
"""

_BY_COUNTRY = {
    "hotmail": """ac ad ae al am as at az ba be bg bi bj bo bs by ca cd cg ch ci cl cm cn co.id
        co.il co.in co.jp co.kr co.nz co.th co.uk co.za com com.ar com.au com.bo
        com.br com.co com.es com.hk com.mx com.my com.pe com.ph com.pl com.sg com.tr
        com.tw com.ve com.vn cz de dk ee es eu fi fr gr hk hr hu ie in info is it jp
        kz li lt lu lv ma me mk mt my net nl no org pe ph pl pt ro rs ru se sg si sk
        ua us""",
    "live": """at be ca ch cl cn co.in co.jp co.kr co.uk co.za com com.ar com.au com.co
        com.hk com.mx com.my com.pe com.ph com.pk com.pt com.sg com.ve cz de dk es fi
        fr gr hk hu ie in it jp lu mu mx nl no ph pl pt ro ru se sg si uk""",
    "outlook": """at be bg ch cl co co.id co.il co.nz co.th co.uk com com.ar com.au com.br
        com.es com.gr com.hr com.pe com.py com.tr com.vn cz de dk ee es eu fi fr hu ie
        in it jp kr lv mx my nl no ph pl pt ro sa se sg sk ua""",
    "msn": "cn com de dk es fr it jp nl se co.uk",
    "yahoo": """ae at be bg ca ch cl cn co.hu co.id co.il co.in co.jp co.kr co.nz co.th co.uk
        co.za com com.ar com.au com.br com.cn com.co com.ec com.es com.hk com.hr
        com.mx com.my com.pe com.ph com.pk com.sg com.tr com.tw com.ua com.ve com.vn
        cz de dk ee es fi fr gr hr hu ie in it jp lt lv nl no pl pt ro rs ru se si sk""",
    "ymail": "com ne.jp",
    "rocketmail": "com",
    "gmx": """at biz ca ch cn co.in co.uk com com.br com.my com.tr cz de dk es eu fi fr hk
        hr hu ie im in info it li lt lu lv mx net no org ph pl pt ro ru se sg si sk tm
        tw us""",
    "tuta": "com io",
    "tutanota": "com de",
    "proton": "me",
    "protonmail": "ch com",
    "mail": "ru ua ee bg be de dk md com.tr",
    "inbox": "ru lv lt ee com eu",
    "yandex": "com ru by kz ua com.tr fr uz com.am com.ge co.il eu lt lv md pl",
    "bluewin": "ch",
    "orange": "fr pl es sk ro be net",
    "tele2": "nl se it ee lt lv ru at",
    "vodafone": "de it",
    "vodafonemail": "de",
    "virgin": "net",
    "virginmedia": "com",
    "aol": "com co.uk de fr it nl es se be at ch pl com.br com.au ca in jp",
    "lycos": "com de es fr it nl co.uk at",
    "caramail": "com fr",
}

MAIL_FOR_ANYBODY = frozenset(
    f"{name}.{suffix}" for name, suffixes in _BY_COUNTRY.items() for suffix in suffixes.split()
) | frozenset(_NAMED.split())
"""Domains, in lower case."""
