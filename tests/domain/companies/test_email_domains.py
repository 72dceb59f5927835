"""Whose domain a sign-in is on, by the real lists."""

import pytest

from domain.companies.email_domains import SignInProblem, registrable_domain, sign_in_problem
from domain.companies.identifiers import website_host

SITE = "https://www.contoso.co.uk"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.contoso.co.uk", "contoso.co.uk"),
        ("contoso.nl", "contoso.nl"),
        ("a.b.contoso.example", "contoso.example"),
        ("contoso.github.io", "contoso.github.io"),
        ("co.uk", None),
        ("github.io", None),
    ],
)
def test_the_registrable_part_of_a_host(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    "sign_in", ["anna@contoso.co.uk", "Anna@CONTOSO.co.uk", "anna@mail.contoso.co.uk"]
)
def test_a_sign_in_on_the_websites_domain_is_the_companys_own(sign_in: str) -> None:
    assert sign_in_problem(sign_in, SITE) is None


@pytest.mark.parametrize(
    ("sign_in", "problem"),
    [
        ("anna@contoso.nl", SignInProblem.OTHER_DOMAIN),
        ("anna@other.co.uk", SignInProblem.OTHER_DOMAIN),
        ("anna@notcontoso.co.uk", SignInProblem.OTHER_DOMAIN),
        ("anna@gmail.com", SignInProblem.FREE_MAIL),
        ("anna@hotmail.nl", SignInProblem.FREE_MAIL),
        ("anna@mailinator.com", SignInProblem.DISPOSABLE),
        ("anna@inbox.mailinator.com", SignInProblem.DISPOSABLE),
        ("anna", SignInProblem.NO_EMAIL),
    ],
)
def test_a_sign_in_elsewhere_is_not(sign_in: str, problem: SignInProblem) -> None:
    assert sign_in_problem(sign_in, SITE) is problem


@pytest.mark.parametrize(
    ("domain", "problem"),
    [
        ("gmail.com", SignInProblem.FREE_MAIL),
        ("web.de", SignInProblem.FREE_MAIL),
        ("mailinator.com", SignInProblem.DISPOSABLE),
    ],
)
def test_a_shared_domain_is_refused_even_when_the_website_is_on_it(
    domain: str, problem: SignInProblem
) -> None:
    assert sign_in_problem(f"anna@{domain}", f"https://www.{domain}") is problem


_OWN = """
contoso.nl contoso.com contoso.de contoso.co.uk contoso.com.au contoso.uk.com contoso.de.com
contoso.co.nl contoso.krakow.pl contoso.eu.com contoso.co.com contoso.in.net contoso.example
contoso.com.ru contoso.ltd.ua contoso.avocat.fr contoso.gov.uk contoso.ac.uk contoso.com.br
contoso.tokyo.jp contoso.cloud contoso.app contoso.dev xn--mller-kva.de kpn.com shell.com
microsoft.com sap.com
"""
_MAIL = """
tutanota.com tutanota.de tutamail.com tuta.com tuta.io keemail.me hotmail.be hotmail.ch
hotmail.at live.be live.nl outlook.be outlook.pt outlook.com.br msn.com sfr.fr orange.fr free.fr
laposte.net wanadoo.fr neuf.fr bbox.fr mozmail.com duck.com simplelogin.com aleeas.com
anonaddy.me addy.io passmail.net proton.me pm.me protonmail.ch icloud.com privaterelay.appleid.com
ziggo.nl kpnmail.nl xs4all.nl planet.nl hetnet.nl home.nl caiway.nl zeelandnet.nl telenet.be
skynet.be proximus.be scarlet.be t-online.de web.de gmx.de gmx.net gmx.at gmx.ch freenet.de
arcor.de posteo.de mailbox.org bluewin.ch hispeed.ch libero.it virgilio.it alice.it tin.it pec.it
btinternet.com virginmedia.com talktalk.net ntlworld.com comcast.net att.net verizon.net
sbcglobal.net shaw.ca sympatico.ca bigpond.com xtra.co.nz mail.ru list.ru bk.ru yandex.ru
rambler.ru ukr.net i.ua wp.pl onet.pl o2.pl interia.pl seznam.cz centrum.cz azet.sk freemail.hu
citromail.hu abv.bg net.hr siol.net telia.com online.no elisanet.fi mail.dk otenet.gr sapo.pt
telefonica.net terra.es uol.com.br qq.com 163.com 126.com sina.com naver.com hanmail.net
docomo.ne.jp rediffmail.com walla.co.il yahoo.co.jp yahoo.de aol.de fastmail.com hushmail.com
zoho.com mail.com eircom.net
"""
_PAGES = """
https://kade.onmicrosoft.com https://kade.sharepoint.com/sites/public http://kade.cloudapp.net
kade.westeurope.cloudapp.azure.com kade.azurewebsites.net kade.z6.web.core.windows.net
kade.azurestaticapps.net kade.s3-website-eu-west-1.amazonaws.com d111.cloudfront.net
main.d1.amplifyapp.com sites.google.com/view/kade https://www.google.com/maps/place/kade
kade.business.site kade.web.app kade.firebaseapp.com kade.appspot.com kade-ew.a.run.app g.page/kade
https://www.linkedin.com/company/kade nl.linkedin.com/company/kade https://www.facebook.com/kade
m.facebook.com/kade fb.me/kade https://www.instagram.com/kade/ https://x.com/kade
twitter.com/kade https://www.xing.com/pages/kade https://www.youtube.com/@kade youtu.be/kade
tiktok.com/@kade pinterest.com/kade pinterest.nl/kade vk.com/kade ok.ru/kade t.me/kade wa.me/316
threads.net/@kade bsky.app/profile/kade reddit.com/r/kade discord.gg/kade weibo.com/kade
kade.wordpress.com kade.wpcomstaging.com kade.blogspot.com kade.blogspot.nl kade.blogspot.co.uk
kade.jouwweb.nl kade.webador.nl kade.wixsite.com/site kade.wixstudio.io kade.weebly.com
kade.webnode.nl kade.webnode.page kade.jimdofree.com kade.jimdosite.com kade.squarespace.com
kade.square.site kade.strikingly.com kade.mystrikingly.com kade.site123.me kade.one.com
kade.strato-hosting.eu kade.apps-1and1.net kade.live-website.com kade.home.pl home.xs4all.nl/kade
kade.home.xs4all.nl kade.transurl.nl kade.godaddysites.com kade.yolasite.com kade.webs.com
kade.simplesite.com kade.zyrosite.com kade.hostingersite.com kade.000webhostapp.com
kade.infinityfreeapp.com kade.byethost.com kade.e-monsite.com kade.pagesperso-orange.fr kade.free.fr
kade.altervista.org kade.beepworld.de kade.npage.de kade.homepage.t-online.de kade.lima-city.de
kade.bplaced.net kade.estranky.cz kade.webzdarma.cz kade.narod.ru kade.ucoz.ru kade.tilda.ws
kade.nethouse.ru kade.neocities.org kade.tripod.com kade.angelfire.com kade.myshopify.com
kade.mybigcommerce.com kade.bigcartel.com kade.ecwid.com kade.company.site kade.mijnwebwinkel.nl
kade.myonlinestore.eu kade.webshopapp.com kade.gumroad.com kade.shopware.store
kade.myspreadshop.de kade.stores.jp kade.base.shop kade.shop-pro.jp kade.tiendanube.com
etsy.com/shop/kade kade.etsy.com www.ebay.nl/str/kade ebay.co.uk/usr/kade amazon.de/stores/kade
www.amazon.co.jp/kade bol.com/nl/v/kade marktplaats.nl/u/kade allegro.pl/uzytkownik/kade
kade.en.alibaba.com kade.taobao.com leboncoin.fr/kade mercadolibre.com.mx/kade kade.prom.ua
github.com/kade kade.github.io gitlab.com/kade kade.gitlab.io kade.bitbucket.io kade.codeberg.page
kade.netlify.app kade.vercel.app kade.now.sh kade.herokuapp.com kade.pages.dev kade.workers.dev
kade.onrender.com kade.up.railway.app kade.fly.dev kade.deno.dev kade.surge.sh kade.ngrok-free.app
kade.ondigitalocean.app kade.pythonanywhere.com kade.streamlit.app kade.replit.app kade.glitch.me
kade.hf.space kade.readthedocs.io kade.gitbook.io kade.bubbleapps.io kade.softr.app kade.glide.page
kade.framer.website kade.framer.app kade.webflow.io kade.lovable.app kade.supabase.co
kade.notion.site notion.so/kade kade.super.site kade.carrd.co linktr.ee/kade beacons.ai/kade
bio.link/kade lnk.bio/kade taplink.cc/kade flow.page/kade bit.ly/kade tinyurl.com/kade
medium.com/@kade kade.medium.com kade.substack.com kade.tumblr.com kade.ghost.io
kade.typepad.com kade.over-blog.com kade.hatenablog.com ameblo.jp/kade kade.tistory.com
kade.livejournal.com note.com/kade kade.pixnet.net kade.beehiiv.com kade.hashnode.dev
kade.typeform.com form.jotform.com/kade
forms.gle/kade kade.hubspotpagebuilder.com kade.hs-sites.com mailchi.mp/kade kade.mailchimpsites.com
kade.leadpages.co kade.clickfunnels.com kade.unbouncepages.com kade.systeme.io kade.mykajabi.com
kade.teachable.com calendly.com/kade kade.booksy.com kade.my.canva.site canva.com/design/kade
kade.myportfolio.com behance.net/kade dribbble.com/kade upwork.com/kade fiverr.com/kade
kade.atlassian.net kade.zendesk.com kade.freshdesk.com kade.slack.com airtable.com/kade
trello.com/kade kade.monday.com dropbox.com/s/kade kade.my.salesforce.com kade.force.com
yelp.com/biz/kade yelp.nl/biz/kade tripadvisor.nl/kade trustpilot.com/review/kade kvk.nl/kade
pagesjaunes.fr/pros/kade gelbeseiten.de/kade europages.com/kade kompass.com/kade wikipedia.org/kade
nl.wikipedia.org/wiki/Kade kade.fandom.com kade.ddns.net kade.duckdns.org kade.synology.me
kade.odoo.com kade.home.blog kade.de.tl kade.imweb.me kade.hostinger.site kade.bitrix24.site
kade.ukit.me kade.tiiny.site bento.me/kade lu.ma/kade kade.bandcamp.com kade.recruitee.com
kade.teamtailor.com kade.b-cdn.net kade.vultrusercontent.com kade.ovh.cloud kade.eu5.org
kade.myfritz.net 10-0-0-1.nip.io kade.eu.org co.uk https://github.io uk.com
"""


@pytest.mark.parametrize("page", _PAGES.split())
def test_a_page_where_strangers_are_neighbours_proves_nothing(page: str) -> None:
    host = website_host(page)
    assert host is not None
    for stranger in (f"boss@{host}", f"boss@fabrikam.{host}", "boss@fabrikam.example"):
        problem = sign_in_problem(stranger, page)
        assert problem in (SignInProblem.SHARED_HOST, SignInProblem.FREE_MAIL)


@pytest.mark.parametrize(
    "sign_in",
    ["anna@contoso.onmicrosoft.com", "anna@linkedin.com", "anna@contoso.github.io"],
)
def test_nor_does_a_sign_in_there_for_a_website_of_ones_own(sign_in: str) -> None:
    assert sign_in_problem(sign_in, SITE) is SignInProblem.SHARED_HOST


@pytest.mark.parametrize(
    "domain",
    _OWN.split(),
)
def test_a_domain_that_somebody_registered_is_a_companys_own(domain: str) -> None:
    assert sign_in_problem(f"anna@{domain}", f"https://www.{domain}") is None
    assert sign_in_problem(f"anna@mail.{domain}", f"https://shop.{domain}/nl") is None


@pytest.mark.parametrize(
    "domain",
    _MAIL.split(),
)
def test_mail_that_anybody_can_have_is_refused_even_where_the_website_is_there(domain: str) -> None:
    for website in (SITE, f"https://www.{domain}"):
        assert sign_in_problem(f"anna@{domain}", website) in (
            SignInProblem.FREE_MAIL,
            SignInProblem.DISPOSABLE,
        )


def test_the_policy_corrects_the_public_lists() -> None:
    free = "https://www.web.de"
    assert sign_in_problem("anna@web.de", free, allowed=["WEB.de"]) is None
    denied = sign_in_problem("anna@contoso.co.uk", SITE, denied=["contoso.co.uk"])
    assert denied is SignInProblem.DENIED
    both = sign_in_problem("anna@web.de", free, allowed=["web.de"], denied=["web.de"])
    assert both is SignInProblem.DENIED
    shared = "https://kade.wordpress.com"
    assert sign_in_problem("it@wordpress.com", shared, allowed=["wordpress.com"]) is None


def test_an_allowed_domain_must_still_be_the_companys() -> None:
    problem = sign_in_problem("anna@web.de", SITE, allowed=["web.de"])
    assert problem is SignInProblem.OTHER_DOMAIN


def test_a_website_that_is_none_has_no_domain_to_be_on() -> None:
    assert sign_in_problem("anna@contoso.co.uk", "nowhere") is SignInProblem.OTHER_DOMAIN
