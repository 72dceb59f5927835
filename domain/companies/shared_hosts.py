"""Domains that unrelated people share: an address or a page there proves nothing (E4).

A site builder, a hoster, a network's pages, an app's tenants: anybody gets a name there, so neither
the name nor the domain proves whose it is. The Public Suffix List has many of them in its private
section; this table adds those that it lacks, and lists the few of its entries that are registries
like any other (`uk.com`): a name registered there is a company's own.
"""

from functools import cache
from typing import Any

_PLACES = """
onmicrosoft.com onmicrosoft.de onmicrosoft.us onmicrosoft.cn partner.onmschina.cn sharepoint.com
office.com office365.com microsoftonline.com powerappsportals.com powerbi.com dynamics.com
visualstudio.com 1drv.ms aka.ms b2clogin.com ciamlogin.com cloudapp.net cloudapp.azure.com
azure.com azurewebsites.net azurestaticapps.net azurecontainer.io azurefd.net azureedge.net
trafficmanager.net windows.net azure-api.net amazonaws.com awsapps.com amplifyapp.com
elasticbeanstalk.com cloudfront.net on.aws awsapprunner.com amazoncognito.com lightsail.com
force.com salesforce.com salesforce-sites.com my.site.com site.com documentforce.com
visualforce.com google.com google.nl google.de google.fr google.be google.co.uk google.es
google.it google.ch google.at google.pl google.ca google.com.au goo.gl g.page g.co g.dev
business.site googleusercontent.com withgoogle.com appspot.com run.app web.app firebaseapp.com
cloudfunctions.net page.link withyoutube.com youtube.com youtu.be linkedin.com lnkd.in
facebook.com fb.com fb.me fb.watch m.me messenger.com instagram.com threads.net threads.com
whatsapp.com wa.me x.com twitter.com t.co tiktok.com snapchat.com pinterest.com pin.it reddit.com
redd.it discord.com discord.gg telegram.org telegram.me t.me vk.com vk.ru vkontakte.ru ok.ru
odnoklassniki.ru dzen.ru weibo.com weixin.qq.com wechat.com xiaohongshu.com douyin.com
bilibili.com zhihu.com line.me kakao.com naver.com daum.net xing.com viadeo.com mastodon.social
bsky.app bsky.social nextdoor.com meetup.com eventbrite.com eventbrite.nl eventbrite.de
eventbrite.co.uk vimeo.com soundcloud.com spotify.com twitch.tv flickr.com behance.net
dribbble.com deviantart.com patreon.com kickstarter.com indiegogo.com gofundme.com slideshare.net
scribd.com issuu.com quora.com about.me angel.co wellfound.com crunchbase.com producthunt.com
researchgate.net academia.edu github.com github.io github.dev githubusercontent.com gitlab.com
gitlab.io bitbucket.org bitbucket.io sourceforge.net sourceforge.io codeberg.org codeberg.page
sr.ht srht.site gitee.com gitee.io gitea.com launchpad.net codepen.io codesandbox.io csb.app
stackblitz.io stackblitz.com glitch.me glitch.com replit.com replit.app repl.co replit.dev
jsfiddle.net huggingface.co hf.space readthedocs.io readthedocs.org gitbook.io
gitbook.com netlify.app netlify.com vercel.app vercel.com now.sh herokuapp.com heroku.com
pages.dev workers.dev trycloudflare.com r2.dev render.com onrender.com railway.app fly.dev fly.io
deno.dev surge.sh ngrok.io ngrok.app ngrok-free.app ngrok.dev loca.lt localtunnel.me serveo.net
digitaloceanspaces.com ondigitalocean.app pythonanywhere.com streamlit.app koyeb.app
northflank.app cyclic.app cleverapps.io scalingo.io platformsh.site upsun.app openshiftapps.com
mybluemix.net appdomain.cloud cloud.sap ondemand.com oraclecloud.com oraclecloudapps.com
aliyuncs.com myqcloud.com tencentcs.com yandexcloud.net sinaapp.com backblazeb2.com wasabisys.com
supabase.co supabase.com bubbleapps.io bubble.io glide.page glideapp.io softr.app softr.io
retool.com lovable.app bolt.host base44.app v0.app framer.app framer.website framer.ai
framer.media webflow.io webflow.com typedream.app dorik.io wordpress.com wordpress.org
wpcomstaging.com wp.com wpengine.com wpenginepowered.com pantheonsite.io kinsta.cloud kinsta.app
flywheelsites.com flywheelstaging.com cloudwaysapps.com rapydapps.cloud instawp.xyz instawp.link
tastewp.com blogspot.com blogger.com medium.com substack.com tumblr.com livejournal.com ghost.io
ghost.org typepad.com over-blog.com over-blog.fr overblog.com canalblog.com skyrock.com
skyrock.net blogger.de blog.de twoday.net hatenablog.com hateblo.jp hatena.ne.jp note.com
ameblo.jp fc2.com seesaa.net livedoor.jp livedoor.blog goo.ne.jp exblog.jp tistory.com egloos.com
pixnet.net blogcu.com blogfa.com blogsky.com persianblog.ir bearblog.dev write.as hashnode.dev
hashnode.com dev.to mirror.xyz beehiiv.com buttondown.email revue.email telegra.ph posthaven.com
svbtle.com blogg.se blogg.no blog.cz blog.hu web-log.nl blogo.nl punt.nl wix.com wixsite.com
wixstudio.com wixstudio.io editorx.io weebly.com weeblysite.com squarespace.com sqsp.com
square.site squareup.com strikingly.com mystrikingly.com site123.me site123.com jimdo.com
jimdofree.com jimdosite.com jimdoweb.com webnode.com webnode.page webador.com webador.nl
webador.de webador.be webador.fr webador.co.uk jouwweb.nl jouwweb.be jouwweb.site onepage.website
yola.com yolasite.com moonfruit.com webs.com freewebs.com bravesites.com bravenet.com duda.co
dudaone.com multiscreensite.com dudamobile.com websitebuilder.online godaddysites.com mysites.io
secureserver.net websitepro.hosting one.com website.one simplesite.com simdif.com zyrosite.com
zyro.com hostingersite.com hostinger.website webnode.nl webnode.fr webnode.cz webnode.sk
e-monsite.com emonsite.com pagesperso-orange.fr free.fr monsite-orange.fr wifeo.com jimdo.fr
eklablog.com sitew.com sitew.fr sitew.be site-solocal.com pagespro-orange.fr altervista.org
beepworld.de npage.de homepage-baukasten.de homepage.t-online.de hpage.com page4.com page4.me
lima-city.de bplaced.net xobor.de repage.de chayns.net chayns.site cms4people.de strato.de
strato-hosting.eu stratoserver.net rzone.de strato.nl strato-editor.com ionos.space ionos.de
ionos.com ionos.co.uk ionos.fr ionos.es live-website.com apps-1and1.com apps-1and1.net
1and1-editor.com your-server.de kasserver.com online.de websitebutler.de alfahosting-server.de
ovh.net ovh.com hosting.ovh.net cluster0.ovh.net gandi.net gandi.ws infomaniak.website
infomaniak.site cyon.site transip.me transip.nl transurl.nl site.tb-hosting.com tweakdsl.nl
home.xs4all.nl xs4all.nl xs4all.space cistron.nl demon.nl dds.nl home.nl planet.nl hetnet.nl
ziggo.nl casema.nl chello.nl wanadoo.nl tele2.nl telfort.nl zonnet.nl freeler.nl quicknet.nl
upcmail.nl kpnmail.nl marktplaats.nl werkspot.nl trustoo.nl telefoonboek.nl detelefoongids.nl
openingstijden.nl bedrijvenpagina.nl kvk.nl telefoongids.nl goudengids.nl goudengids.be
pagesdor.be homepages.skynet.be users.telenet.be telenet.be skynet.be users.skynet.be home.pl
cba.pl prv.pl republika.pl waw.pl blox.pl wp.pl onet.pl interia.pl o2.pl allegro.pl olx.pl
panoramafirm.pl pkt.pl nazwa.pl webd.pl firmy.net oferteo.pl webzdarma.cz wz.cz wgz.cz estranky.cz
estranky.sk websnadno.cz ic.cz firmy.cz sweb.cz mypage.cz webnode.hu atw.hu uw.hu extra.hu ucoz.ru
ucoz.com ucoz.net narod.ru nethouse.ru tilda.ws tilda.cc tb.ru umi.ru a5.ru setup.ru wixsite.ru
beget.tech jino.ru taplink.cc taplink.ru taplink.at mya5.ru avito.ru wildberries.ru ozon.ru
satom.ru pulscen.ru tiu.ru prom.ua uaprom.net all.biz bigl.ua olx.ua rozetka.com.ua in.ua
neocities.org nekoweb.org angelfire.com tripod.com lycos.com geocities.com geocities.jp
000webhost.com 000webhostapp.com infinityfree.com infinityfreeapp.com epizy.com rf.gd byethost.com
awardspace.com awardspace.net freehosting.com freehostia.com x10host.com mybluehost.me
siteground.net sg-host.com dreamhosters.com dreamhost.com a2hosted.com inmotionhosting.com
greengeeks.net fastcomet.host temp.domains cpanel.site plesk.page alwaysdata.net tilaa.cloud
uberspace.de uber.space atwebpages.com atspace.com zohosites.com zohosites.eu
zohocreatorportal.com zohopublic.com ucraft.net ucraft.site mozello.com mozello.site
mozellosite.com voog.com edicy.com webflow.services tilda.com readymag.com readymag.website
cargo.site cargocollective.com adobeportfolio.com myportfolio.com format.com pixieset.com
smugmug.com zenfolio.com carbonmade.com portfoliobox.net krop.com jux.com universe.com durable.co
durablesites.com hocoos.com b12.io b12sites.com pagecloud.com ueniweb.com ueni.com gettimely.com
linktr.ee linktree.com bio.link beacons.ai lnk.bio campsite.bio msha.ke milkshake.app solo.to
carrd.co crd.co uwu.ai drr.ac flow.page flowcode.com tap.bio linkin.bio later.com hoo.be koji.to
stan.store snipfeed.co allmylinks.com lnk.to ffm.to fanlink.to bit.ly tinyurl.com rebrand.ly ow.ly
buff.ly cutt.ly is.gd shorturl.at tiny.cc rb.gy t.ly notion.site notion.so notion.com super.site
potion.so coda.io airtable.com clickup.com monday.com trello.com atlassian.net jira.com
confluence.com slack.com basecamp.com zendesk.com freshdesk.com freshservice.com helpscoutdocs.com
intercom.help hubspot.com hubspotpagebuilder.com hs-sites.com hs-sites-eu1.com
hubspotusercontent.com myhubspot.com mailchimp.com mailchimpsites.com mailchi.mp list-manage.com
campaign-archive.com klaviyo.com sendinblue.com brevo.com activehosted.com getresponsepages.com
gr8.com leadpages.co lpages.co lpages.net clickfunnels.com myclickfunnels.com unbouncepages.com
instapage.com instapage.net swipepages.com landingi.com landen.co kartra.com kajabi.com
mykajabi.com teachable.com thinkific.com podia.com systeme.io getresponse.com convertri.com
builderall.com builderallwppro.com gohighlevel.com leadconnectorhq.com msgsndr.com typeform.com
jotform.com jotformeu.com jotform.eu forms.gle google-forms.com surveymonkey.com survio.com
limesurvey.net limequery.com wufoo.com formstack.com cognitoforms.com tally.so paperform.co
fillout.com 123formbuilder.com formsite.com formdesk.com formdesk.nl microsoftforms.com
qualtrics.com calendly.com cal.com acuityscheduling.com as.me booksy.com treatwell.nl treatwell.de
treatwell.co.uk planity.com fresha.com setmore.com simplybook.me simplybook.it salonized.com
doctolib.fr doctolib.de zocdoc.com canva.com canva.site my.canva.site figma.com figma.site
prezi.com genially.com genial.ly miro.com dropbox.com dropboxusercontent.com box.com evernote.com
wetransfer.com we.tl myshopify.com shopify.com shop.app bigcartel.com mybigcommerce.com
bigcommerce.com ecwid.com company.site shop.company.site volusion.com 3dcart.com 3dcartstores.com
shift4shop.com prestashop.com shoplazza.com shopline.com shoplineapp.com shopbase.com
onshopbase.com sellfy.com sellfy.store gumroad.com payhip.com ko-fi.com buymeacoffee.com
storenvy.com tictail.com bonanza.com lightspeedhq.com webshopapp.com shoplightspeed.com
mijnwebwinkel.nl myonlinestore.com myonlinestore.eu myonlinestore.shop mystore.no shopware.store
shopware.shop jtl-shop.de plentymarkets-cloud01.com epages.com gambiocloud.com spreadshop.com
spreadshirt.com spreadshirt.de spreadshirt.nl redbubble.com teespring.com creator-spring.com
printify.me printful.me zazzle.com cafepress.com teepublic.com nuvemshop.com.br
lojavirtualnuvem.com.br tiendanube.com mitiendanube.com mercadoshops.com.br lojaintegrada.com.br
empretienda.com.ar jumpseller.com base.shop thebase.in stores.jp shop-pro.jp shopserve.jp
makeshop.jp cafe24.com smartstore.naver.com youzan.com weidian.com taobao.com tmall.com 1688.com
alibaba.com aliexpress.com made-in-china.com globalsources.com jd.com pinduoduo.com shopee.com
lazada.com tokopedia.com bukalapak.com indiamart.com tradeindia.com justdial.com
exportersindia.com flipkart.com meesho.com rakuten.co.jp rakuten.ne.jp rakuten.com walmart.com
etsy.com zalando.de otto.de kaufland.de bol.com cdiscount.com fnac.com rakuten.fr leboncoin.fr
vinted.com vinted.nl vinted.fr catawiki.com discogs.com reverb.com poshmark.com depop.com
mercari.com mercadolibre.com mercadolibre.com.ar mercadolibre.com.mx mercadolivre.com.br
olx.com.br magazinevoce.com.br gumtree.com kleinanzeigen.de mobile.de autoscout24.de
autoscout24.nl immobilienscout24.de funda.nl booking.com airbnb.com airbnb.nl tripadvisor.com
vrbo.com expedia.com hotels.com ubereats.com deliveroo.co.uk just-eat.co.uk thuisbezorgd.nl
lieferando.de takeaway.com doordash.com grubhub.com opentable.com thefork.com upwork.com
fiverr.com freelancer.com malt.fr malt.com toptal.com guru.com twago.de freelance.de freelance.nl
yellowpages.com yell.com thomsonlocal.com pagesjaunes.fr societe.com pappers.fr verif.com
gelbeseiten.de dasoertliche.de 11880.com meinestadt.de northdata.de northdata.com
paginasamarillas.es paginegialle.it infobel.com europages.com europages.co.uk europages.de
kompass.com wlw.de hotfrog.com cylex.de cylex.nl cylex-uk.co.uk foursquare.com bbb.org
opencorporates.com companieshouse.gov.uk zoominfo.com glassdoor.com indeed.com trustpilot.com
provenexpert.com checkatrade.com houzz.com bark.com thumbtack.com angi.com angieslist.com
homeadvisor.com mybuilder.com local.ch search.ch herold.at wko.at firmenabc.at moneyhouse.ch
zefix.ch proff.no proff.dk proff.se allabolag.se eniro.se hitta.se krak.dk 1881.no gulesider.no
fonecta.fi yritystele.fi infoisinfo.com wikipedia.org wikidata.org wikimedia.org wikia.com
fandom.com wikidot.com pbworks.com miraheze.org forumotion.com proboards.com freeforums.net
tapatalk.com phpbb.com nabble.com archive.org archive.is webcache.googleusercontent.com
translate.goog no-ip.com no-ip.org no-ip.biz ddns.net hopto.org zapto.org sytes.net dyndns.org
dyndns.com dyn.com duckdns.org freedns.afraid.org mooo.com dynu.com dynu.net freeddns.org
myfritz.net myqnapcloud.com synology.me myds.me diskstation.me quickconnect.to
direct.quickconnect.to nip.io sslip.io xip.io localhost.run eu.org tk.gg co.nr js.org is-a.dev
thedev.id home.blog de.tl imweb.me site44.com start.page odoo.com sumup.link hostingerapp.com
b-cdn.net linodeusercontent.com vultrusercontent.com contaboserver.net clever-cloud.com scw.cloud
gridscale.io selfhost.eu lightspeedshop.com shopinfo.jp alicloudapi.com food.blog business.blog
tech.blog art.blog fr.gd it.gg es.tl page.tl own-free-website.com hostinger.site groovepages.com
swipepages.net pagedemo.co popsy.site unicornplatform.page sitejet.io doodlekit.com jigsy.com
webstarts.com freewebsite.com edicy.co emyspot.com sitew.org kazeo.com vpweb.com freeservers.com
50megs.com vistaprintdigital.com myshoplaza.com easy.co booth.pm myfunpinpin.com waca.tw
91app.com salla.sa zid.store youcan.shop cratejoy.com society6.com bandcamp.com mixcloud.com
podbean.com buzzsprout.com transistor.fm sched.com lu.ma hopin.com ticketbud.com weticket.io
youcanbook.me mindbody.io glofox.com squarespace-scheduling.com zohobookings.com bitrix24.site
bitrix24.com creatium.site lpmotor.ru flexbe.com insales.ru myinsales.ru blizko.ru deal.by
regmarkets.ru ukit.me ukit.com strato.site alfahosting.org ud.cz 4fan.cz euweb.cz weblahko.sk
eoldal.hu mlap.hu blogger.hu ewebsite.com webself.net ovh.cloud ovh.ca jelastic.infomaniak.com
sharehosting.co wuaze.com great-site.net free.nf lovestoblog.com ezyro.com unaux.com
liveblog365.com awardspace.info myartsonline.com mypressonline.com onlinewebshop.net
scienceontheweb.net sportsontheweb.net medianewsonline.com getenjoyment.net heliohost.org x10.mx
5gbfree.com profreehost.com googiehost.com freewha.com orgfree.com coolpage.biz freevar.com
ueuo.com eu5.org 6te.net noads.biz zya.me gear.host tiddlyhost.com tiiny.site tiiny.host
static.app static.run onuniverse.com univer.se linkpop.com shorby.com withkoji.com direct.me
carrd.com contactin.bio bento.me heylink.me linkfly.to komi.io znap.link many.link manychat.com
tawk.help gorgias.help crisp.help groovehq.com uservoice.com canny.io statuspage.io instatus.com
betteruptime.com kayako.com freshteam.com freshsales.io myfreshworks.com desk.com happyfox.com
teamwork.com basecamphq.com myjetbrains.com youtrack.cloud smartsheet.com quickbase.com knack.com
caspio.com zapier.app stacker.app pory.app noloco.co adalo.com thunkable.com draftbit.com
appgyver.com mendixcloud.com mxapps.io bonfire.app workable.com recruitee.com teamtailor.com
homerun.co bamboohr.com greenhouse.io lever.co personio.de breezy.hr smartrecruiters.com
myworkdayjobs.com applytojob.com ashbyhq.com join.com factorialhr.com sesamehr.com okta.com
auth0.com onelogin.com jumpcloud.com duosecurity.com pingidentity.com yahoogroups.com groups.io
freelists.org simplelists.com mailman3.com egnyte.com sharefile.com mediafire.com mega.nz
pcloud.com yadi.sk docsend.com pitch.com padlet.com wakelet.com flipsnack.com yumpu.com
calameo.com joomag.com pressbooks.com edublogs.org blogs.com wikispaces.com ning.com spruz.com
mn.co mightynetworks.com circle.so skool.com nodebb.com vanillacommunities.com zulipchat.com
rocket.chat mattermost.cloud element.io matrix.org gitter.im tribe.so bettermode.io vistaprint.io
crazydomains.com
"""
_SHARED = frozenset(_PLACES.split())
"""Of each the domain itself and everything under it."""

_BRANDS = """
amazon ebay blogspot yelp webnode wix weebly jimdo google facebook linkedin tripadvisor groupon
airbnb allegro craigslist olx gumtree etsy indeed kijiji rakuten shopee lazada myspreadshop
spreadshirt eventbrite treatwell pinterest glassdoor trustpilot
"""
_SHARED_BRANDS = frozenset(_BRANDS.split())
"""Under any country's suffix: `amazon.co.jp`, `blogspot.de`."""

_REGISTERED = """
ae.org africa.com ar.com br.com cn.com co.com com.de com.se de.com eu.com gb.com gb.net gr.com
hk.com hk.org hu.com hu.net in.net it.com jp.net jpn.com kr.com mex.com no.com qc.com ru.com
sa.com se.com se.net uk.com uk.net us.com us.org uy.com za.bz za.com za.net za.org co.nl co.no
co.dk co.cz co.ro co.bn co.krd web.in radio.am radio.fm inc.hk ltd.hk ltd.ua inf.ua cc.ua biz.ua
co.ua pp.ua shop.ro firm.dk reg.dk store.dk biz.dk art.pl bielsko.pl gda.pl gdansk.pl gdynia.pl
gliwice.pl krakow.pl med.pl poznan.pl sopot.pl wroc.pl zakopane.pl aeroport.fr avocat.fr
chambagri.fr chirurgiens-dentistes.fr experts-comptables.fr medecin.fr notaires.fr pharmacien.fr
port.fr veterinaire.fr asso.eu.org com.ru exnet.su net.ru org.ru pp.ru msk.ru spb.ru msk.su spb.su
nov.ru kuban.ru perm.ru
"""
_REGISTRIES = frozenset(_REGISTERED.split())


def registrable_domain(host: str) -> str | None:
    """The part of a host that somebody can register (`contoso.co.uk` of `www.contoso.co.uk`).

    None for a bare suffix such as `co.uk`. By the Public Suffix List that comes with its package,
    private section included: everybody's `github.io` pages are domains of their own.
    """
    registrable: str | None = _suffixes().privatesuffix(host.lower().rstrip("."))
    return registrable


def is_shared(host: str) -> bool:
    """Whether unrelated people share this host's domain; so they do for a bare suffix."""
    host = host.lower().rstrip(".")
    registered = _official_suffixes().privatesuffix(host)
    if registered is None:
        return True
    if any(name in _SHARED for name in itself_and_parents(host)):
        return True
    if registered.partition(".")[0] in _SHARED_BRANDS:
        return True
    suffix = _suffixes().publicsuffix(host)
    # Where the official list sees a registered name, a longer suffix is one of the private section.
    private = suffix is not None and suffix.count(".") >= registered.count(".")
    return private and (suffix not in _REGISTRIES or suffix == host)


def itself_and_parents(domain: str) -> set[str]:
    """`a.b.example.com`, `b.example.com` and `example.com`: the lists name any of them."""
    labels = domain.split(".")
    return {".".join(labels[start:]) for start in range(max(1, len(labels) - 1))}


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@cache
def _official_suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True)
