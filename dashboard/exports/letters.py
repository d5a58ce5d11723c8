"""Letters that a Chinese font draws alike, so that a printed page may name one where the other was written.

Read from the character map of Noto Sans CJK SC 2.004: every code that shares its glyph with a later one in GB 2312.
"""

from __future__ import annotations

_ALIKE = (
    "‒–•・‧・‵｀∕／〈〈〉〉⺅亻⺉刂⺐尢⺒巳⺓幺⺕彐⺖忄⺘扌⺙攵⺟母⺠民⺡氵⺣灬⺦丬⺨犭⺭礻⺰纟⺺肀⺾艹"
    "⻂衤⻅见⻆角⻈讠⻉贝⻋车⻌辶⻐钅⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄"
    "⻪黾⻬齐⻮齿⻰龙⻳龟⼀一⼁丨⼂丶⼃丿⼄乙⼆二⼇亠⼈人⼉儿⼊入⼋八⼌冂⼍冖⼎冫⼏几⼐凵⼑刀⼒力⼓勹⼔匕⼕匚"
    "⼗十⼘卜⼙卩⼚厂⼛厶⼜又⼝口⼞囗⼟土⼠士⼡夂⼣夕⼤大⼥女⼦子⼧宀⼨寸⼩小⼪尢⼫尸⼬屮⼭山⼮巛⼯工⼰己⼱巾"
    "⼲干⼳幺⼴广⼵廴⼶廾⼷弋⼸弓⼺彡⼻彳⼼心⼽戈⼾户⼿手⽀支⽁攴⽂文⽃斗⽄斤⽅方⽆无⽇日⽈曰⽉月⽊木⽋欠⽌止"
    "⽍歹⽎殳⽏毋⽐比⽑毛⽒氏⽓气⽔水⽕火⽖爪⽗父⽘爻⽙爿⽚片⽛牙⽜牛⽝犬⽞玄⽟玉⽠瓜⽡瓦⽢甘⽣生⽤用⽥田⽦疋"
    "⽧疒⽩白⽪皮⽫皿⽬目⽭矛⽮矢⽯石⽰示⽲禾⽳穴⽴立⽵竹⽶米⽷糸⽸缶⽹网⽺羊⽻羽⽼老⽽而⽿耳⾀聿⾁肉⾂臣⾃自"
    "⾄至⾅臼⾆舌⾇舛⾈舟⾉艮⾊色⾌虍⾍虫⾎血⾏行⾐衣⾔言⾕谷⾖豆⾗豕⾘豸⾚赤⾛走⾜足⾝身⾟辛⾠辰⾢邑⾣酉⾥里"
    "⾦金⾩阜⾪隶⾫隹⾬雨⾮非⾯面⾰革⾲韭⾳音⾷食⾸首⾹香⾼高⾽髟⾿鬯⿀鬲⿁鬼⿅鹿⿇麻⿉黍⿊黑⿋黹⿍鼎⿎鼓⿏鼠"
    "⿕龠〜～㬵胶"
)
WRITTEN_FOR = dict(zip(_ALIKE[::2], _ALIKE[1::2], strict=True))
"""What a page names -> what people write: a radical's sign -> the letter, a figure dash -> the dash."""
